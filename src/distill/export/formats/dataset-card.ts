import type { ConfigSettings } from "./format.js";
import { EXPORT_SPLITS, type ExportSplit } from "./records.js";

interface DatasetCard extends Pick<ConfigSettings, "hasFile"> {
  readonly files: Readonly<Record<ExportSplit, string>>;
  /** Type of each column, as a line of a dataset card. */
  readonly features: Readonly<Record<string, string>>;
}

/**
 * Creates a dataset card beside JSON lines, from which `load_dataset` of the folder takes the types of the columns. Otherwise it takes them
 * from the first 10 MB, and fails at the first later row with another tool, or with tools at all. The card does not name the files:
 * for files that a card names, datasets 5.2 returns cached rows although the files have changed.
 */
export function createDatasetCard(
  folder: string,
  { files, features, hasFile }: DatasetCard,
): Record<string, string> {
  if (!EXPORT_SPLITS.some((split) => hasFile(files[split]))) return {};
  const columns = Object.entries(features).map(([name, type]) => `  - name: ${name}\n    ${type}`);
  return {
    [`${folder}/README.md`]: `---
dataset_info:
  features:
${columns.join("\n")}
---

The columns of this folder for \`load_dataset\` (datasets 5).
`,
  };
}
