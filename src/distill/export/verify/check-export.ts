import { selectFormats } from "../formats/index.js";
import { linear, readExample, readPair, readPrompt } from "../formats/linear.js";
import { type Manifest, readExportManifest } from "../manifest.js";
import { createPromptFilter } from "../prompt-rows.js";
import { checkCounts, checkFolder, checkManifest } from "./check-folder.js";
import { type CheckedRecords, checkRecords } from "./check-records.js";
import { createInspector } from "./inspect.js";
import { checkProvenance, type Provenance } from "./provenance/check-provenance.js";
import { createProblemList, type Problem, type ProblemList } from "./problem.js";

/** Options of `verifyExport`. */
export interface VerifyOptions {
  /** Folder of the export. */
  readonly directory: string;
  /**
   * The trajectory file that was exported. If given, provenance is checked: every trained text must be the output of a recorded
   * model call, and everything before it the input of that call, message by message.
   */
  readonly trajectories?: string;
  /** Called after each row of linear text, with the number of rows read so far. */
  readonly onProgress?: (rows: number) => void;
}

/** Result of `verifyExport`. */
export interface VerifyReport {
  readonly directory: string;
  /** True if there are no problems. */
  readonly ok: boolean;
  readonly formats: readonly string[];
  /** Number of files that the export should have, including the manifest. */
  readonly files: number;
  /** Rows of linear text with which the trainers' rows were compared. */
  readonly rows: Readonly<Record<"examples" | "prompts" | "pairs", number>>;
  /** Rows and replies whose provenance was compared with the trajectories; null if these were not given. */
  readonly provenance: Provenance | null;
  /** The first few problems of each file. */
  readonly problems: readonly Problem[];
  /** Number of all problems. */
  readonly problemsInAll: number;
}

/** The implementation of `verifyExport`. */
export async function checkExport(options: VerifyOptions): Promise<VerifyReport> {
  const { directory, trajectories: path, onProgress } = options;
  const manifest = await readExportManifest(directory);
  const problems = createProblemList();
  const folder = await checkManifest({ directory, manifest, problems });
  let rows = 0;
  const onRow = () => onProgress?.(++rows);
  const checked = await checkTables({ directory, manifest, problems, onRow });
  checkCounts({ manifest, problems, ...checked });
  await checkFolder({ directory, manifest, problems }, folder);
  const provenance =
    path === undefined ? null : await checkProvenance({ directory, manifest, path, problems });
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
    provenance,
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
  const formats = selectFormats(settings).filter(({ name }) => name !== linear.name);
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
    renderings: inspector.renderings(),
  };
}
