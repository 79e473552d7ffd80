import type { ConfigSettings } from "./format.js";
import { EXPORT_SPLITS, type ExportSplit } from "./records.js";

/** A table of a folder, as `load_dataset` names it. */
interface CardTable {
  /** `default`, or the name to pass as the second argument. */
  readonly name: string;
  readonly files: Readonly<Record<ExportSplit, string>>;
  /** Type of each column, as a line of a dataset card; for files that do not state their types. */
  readonly features?: Readonly<Record<string, string>>;
}

/**
 * Creates a dataset card, from which `load_dataset` of a folder knows its tables. Of JSON lines it also knows the types: otherwise it
 * takes them from the first 10 MB, and fails at the first later row with another tool, or with tools at all.
 */
export function createDatasetCard(
  folder: string,
  { tables, hasFile }: { readonly tables: readonly CardTable[] } & Pick<ConfigSettings, "hasFile">,
): Record<string, string> {
  const present = tables.filter(({ files }) =>
    EXPORT_SPLITS.some((split) => hasFile(files[split])),
  );
  if (present.length === 0) return {};
  const configs = present.flatMap(({ name, files }) => [
    `- config_name: ${name}`,
    "  data_files:",
    ...EXPORT_SPLITS.filter((split) => hasFile(files[split])).flatMap((split) => [
      `  - split: ${split}`,
      `    path: ${files[split].slice(folder.length + 1)}`,
    ]),
  ]);
  const info = present.flatMap(({ name, features }) =>
    features === undefined
      ? []
      : [
          `- config_name: ${name}`,
          "  features:",
          ...Object.entries(features).map(([column, type]) => `  - name: ${column}\n    ${type}`),
        ],
  );
  const lines = ["configs:", ...configs, ...(info.length === 0 ? [] : ["dataset_info:", ...info])];
  const text = `---\n${lines.join("\n")}\n---\n\nFor \`load_dataset\` of this folder (datasets 5).\n`;
  return { [`${folder}/README.md`]: text };
}
