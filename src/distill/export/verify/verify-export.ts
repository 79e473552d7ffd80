import { selectFormats } from "../formats/index.js";
import { linear, readExample, readPair, readPrompt } from "../formats/linear.js";
import { type Manifest, readExportManifest } from "../manifest.js";
import { createPromptFilter } from "../prompt-rows.js";
import { checkCounts, checkFolder, checkManifest } from "./check-folder.js";
import { type CheckedRecords, checkRecords } from "./check-records.js";
import { createInspector } from "./inspect.js";
import { createProblemList, type Problem, type ProblemList } from "./problem.js";

/** Options of {@link verifyExport}. */
export interface VerifyOptions {
  /** Folder of the export. */
  readonly directory: string;
  /** Called after each row of linear text, with the number of rows read so far. */
  readonly onProgress?: (rows: number) => void;
}

/** Result of {@link verifyExport}. */
export interface VerifyReport {
  readonly directory: string;
  /** True if there are no problems. */
  readonly ok: boolean;
  readonly formats: readonly string[];
  /** Number of files that the export should have, including the manifest. */
  readonly files: number;
  /** Rows of linear text with which the trainers' rows were compared. */
  readonly rows: Readonly<Record<"examples" | "prompts" | "pairs", number>>;
  /** The first few problems of each file. */
  readonly problems: readonly Problem[];
  /** Number of all problems. */
  readonly problemsInAll: number;
}

/**
 * Reads all files of an export as their trainers do, renders their rows and compares the result with the linear text byte by byte.
 * Checks masks, tool schemas, ids, splits and leaks. Compares all bytes with the output of `exportTrajectories`, so that a change is
 * found even if all checksums were updated. Memory is constant except for the ids.
 *
 * @throws {StarError} `EXPORT_INVALID` when the folder has no valid manifest.
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import * as star from "langgraph-star";
 * import { createSyntheticDataset } from "langgraph-star/data";
 * import { runTask } from "langgraph-star/export";
 *
 * const folder = await mkdtemp(join(tmpdir(), "star-"));
 * const dataset = createSyntheticDataset({ users: 200, items: 300, interactions: 6000 });
 * const sequences = star.fitInteractions(dataset, "train");
 * const index = await star.fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const tools = star.createTools({ index, dataset });
 * const graph = star.createTeacher({ llm: new star.OfflineModel(), tools }).compile();
 *
 * const path = join(folder, "trajectories.jsonl");
 * const file = await star.openTrajectoryFile(path);
 * for (const task of star.createTasks(dataset, { split: "train", limit: 2 }).tasks) {
 *   await file.append(await runTask({ graph, dataset, task, fingerprint: "v1", temperature: 0 }));
 * }
 * await file.close();
 *
 * const directory = join(folder, "export");
 * await star.exportTrajectories({ path, directory, settings: { keepRank: 20 } });
 * const { ok, rows, problems } = await star.verifyExport({ directory });
 * console.log(ok, rows.examples, problems); // true 2 []
 * ```
 */
export async function verifyExport({
  directory,
  onProgress,
}: VerifyOptions): Promise<VerifyReport> {
  const manifest = await readExportManifest(directory);
  const problems = createProblemList();
  const folder = await checkManifest({ directory, manifest, problems });
  let rows = 0;
  const onRow = () => onProgress?.(++rows);
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

interface TableChecks {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly problems: ProblemList;
  readonly onRow: () => void;
}

async function checkTables({ manifest, ...rest }: TableChecks) {
  const { settings, tools, counts } = manifest;
  const formats = selectFormats(settings.formats).filter(({ name }) => name !== linear.name);
  const inspector = createInspector(settings);
  const shared = { ...rest, tools };
  const mix = { difficulties: counts.difficulties, seed: settings.seed };
  return {
    examples: await checkRecords({
      ...shared,
      reference: linear.examples,
      readSource: readExample,
      tables: formats.flatMap(({ examples }) => examples ?? []),
      offered: ({ conversation }) => conversation.tools,
      inspect: inspector.example,
    }),
    prompts: await checkRecords({
      ...shared,
      reference: linear.prompts,
      readSource: readPrompt,
      tables: formats.flatMap(({ prompts }) => prompts ?? []),
      offered: ({ conversation }) => conversation.tools,
      isSelected: createPromptFilter(mix),
      inspect: inspector.prompt,
    }),
    pairs: await checkRecords({
      ...shared,
      reference: linear.pairs,
      readSource: readPair,
      tables: formats.flatMap(({ pairs }) => pairs ?? []),
      offered: (pair) => pair.tools,
      inspect: inspector.pair,
    }),
    difficulties: inspector.difficulties(),
  };
}
