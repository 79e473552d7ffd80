import { selectFormats } from "../formats/index.js";
import { linear, readExample, readPair, readPrompt } from "../formats/linear.js";
import { type Manifest, readExportManifest } from "../manifest.js";
import { createPromptFilter } from "../prompt-rows.js";
import { checkCounts, checkFolder, checkManifest } from "./check-folder.js";
import { type CheckedRecords, checkRecords } from "./check-records.js";
import { checkStudent } from "./check-student.js";
import { checkTotals } from "./check-totals.js";
import { createInspector } from "./inspect.js";
import type { TokenMeter } from "../tokens.js";
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
  /**
   * The file whose wrong answers are the rejected ones of pairs, if there was one. With it, and with `trajectories`, the manifest's
   * counts are compared.
   */
  readonly pairsFrom?: string;
  /** Counts tokens, to compare the manifest's counts with `trajectories`. Default: Qwen3's tokenizer, if tokens were counted. */
  readonly meter?: TokenMeter;
  /** The Python interpreter that renders the rows of a student with another template. Default `python3`. */
  readonly python?: string;
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
  /** Checks that could not be made, each with the reason: without Python, without the tokenizer, or without `pairsFrom`. */
  readonly skipped: readonly string[];
  /** The first few problems of each file. */
  readonly problems: readonly Problem[];
  /** Number of all problems. */
  readonly problemsInAll: number;
}

/** The implementation of `verifyExport`. */
export async function checkExport(options: VerifyOptions): Promise<VerifyReport> {
  const { directory, trajectories: path, pairsFrom, meter, python, onProgress } = options;
  const manifest = await readExportManifest(directory);
  const problems = createProblemList();
  const folder = await checkManifest({ directory, manifest, problems });
  let rows = 0;
  const onRow = () => onProgress?.(++rows);
  const checked = await checkTables({ directory, manifest, problems, onRow });
  checkCounts({ manifest, problems, ...checked });
  const student = await checkStudent({ directory, manifest, python, problems });
  await checkFolder({ directory, manifest, problems }, folder);
  const shared = { manifest, problems };
  const provenance =
    path === undefined ? null : await checkProvenance({ directory, path, ...shared });
  const totals =
    path === undefined ? undefined : await checkTotals({ path, pairsFrom, meter, ...shared });
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
    skipped: [student, totals].filter((reason) => reason !== undefined),
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
