import { selectFormats } from "../formats/index.js";
import { linear, readExample, readPair, readPrompt } from "../formats/linear.js";
import { type Manifest, readManifest } from "../manifest.js";
import { createPromptChoice } from "../prompt-rows.js";
import { checkCounts, checkFolder, checkManifest } from "./check-folder.js";
import { type CheckedRecords, checkRecords } from "./check-records.js";
import { createInspector } from "./inspect.js";
import { createProblems, type Problem, type Problems } from "./problem.js";

export interface VerifyOptions {
  /** An export's folder. */
  readonly directory: string;
  /** Called after each row of linear text, with how many there were. */
  readonly onProgress?: (rows: number) => void;
}

/** What `verifyExport` found. */
export interface VerifyReport {
  readonly directory: string;
  /** True when nothing is wrong. */
  readonly ok: boolean;
  readonly formats: readonly string[];
  readonly files: number;
  /** Rows of linear text that every trainer's rows were compared with. */
  readonly rows: Readonly<Record<"examples" | "prompts" | "pairs", number>>;
  /** Of every file the first few. */
  readonly problems: readonly Problem[];
  readonly problemsInAll: number;
}

/**
 * Reads every file of an export as its trainer would, renders it again and compares it with the linear text byte for byte;
 * checks masks, tool schemas, ids, splits and leaks; and holds every byte against what `exportTrajectories` would write, so
 * that a change shows even when all checksums were computed anew. Constant memory, but for the ids.
 *
 * @throws {StarError} `EXPORT_INVALID` when the folder has no manifest that can be read.
 */
export async function verifyExport({
  directory,
  onProgress,
}: VerifyOptions): Promise<VerifyReport> {
  const manifest = await readManifest(directory);
  const problems = createProblems();
  const folder = await checkManifest({ directory, manifest, problems });
  let done = 0;
  const onRow = () => onProgress?.(++done);
  const checked = await checkTables({ directory, manifest, problems, onRow });
  checkCounts({ manifest, problems, ...checked });
  await checkFolder({ directory, manifest, problems }, folder);
  const total = ({ counts: { train, validation } }: CheckedRecords) => train + validation;
  return {
    directory,
    ok: problems.total() === 0,
    formats: manifest.settings.formats,
    files: Object.keys(manifest.files).length + 1,
    rows: {
      examples: total(checked.examples),
      prompts: total(checked.prompts),
      pairs: total(checked.pairs),
    },
    problems: problems.list(),
    problemsInAll: problems.total(),
  };
}

interface Checking {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly problems: Problems;
  readonly onRow: () => void;
}

async function checkTables({ manifest, ...given }: Checking) {
  const { settings, tools, counts } = manifest;
  const formats = selectFormats(settings.formats).filter(({ name }) => name !== linear.name);
  const inspector = createInspector(settings);
  const shared = { ...given, tools };
  const mix = { difficulties: counts.difficulties, seed: settings.seed };
  return {
    examples: await checkRecords({
      ...shared,
      golden: linear.examples,
      readSource: readExample,
      tables: formats.flatMap(({ examples }) => examples ?? []),
      offered: ({ conversation }) => conversation.tools,
      inspect: inspector.example,
    }),
    prompts: await checkRecords({
      ...shared,
      golden: linear.prompts,
      readSource: readPrompt,
      tables: formats.flatMap(({ prompts }) => prompts ?? []),
      offered: ({ conversation }) => conversation.tools,
      isTaken: createPromptChoice(mix),
      inspect: inspector.prompt,
    }),
    pairs: await checkRecords({
      ...shared,
      golden: linear.pairs,
      readSource: readPair,
      tables: formats.flatMap(({ pairs }) => pairs ?? []),
      offered: (pair) => pair.tools,
      inspect: inspector.pair,
    }),
    difficulties: inspector.difficulties(),
  };
}
