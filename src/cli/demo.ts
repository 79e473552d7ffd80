import { join } from "node:path";
import { describeDataset } from "../data/describe-dataset.js";
import { SIMULATED_MODEL } from "../distill/teaching/latency/simulate-latency.js";
import { TEACHER_DEFAULTS } from "../distill/teaching/settings.js";
import { formatPaired, formatTable } from "../evaluation/table.js";
import { isUnderTrained } from "../student/run/describe-record.js";
import { AFTER_SFT } from "../student/run/train-student.js";
import { keepByOutcome } from "../trajectory/outcome-filter.js";
import { renderTrajectory } from "../trajectory/print/print-trajectory.js";
import { readTrajectories } from "../trajectory/trajectory-file.js";
import type { Trajectory } from "../trajectory/trajectory.js";
import type { Dataset, Split } from "../types.js";
import { assertWritableFolder } from "../writable.js";
import { type DataFlags, loadNamedDataset } from "./data-flags.js";
import { formatDataFlags, quoteArgument } from "./data-flags-text.js";
import { type PolicyEvaluation, evaluatePolicies, writeReport } from "./evaluate-policies.js";
import type { Io } from "./io.js";
import { assertInstalled } from "./packages/assert-installed.js";
import { type PreparedData, prepareTasks } from "./prepare.js";
import { formatBehaviors } from "./teacher-behaviors.js";
import { formatTeaching } from "./teaching-text.js";
import { runTeaching } from "./teaching.js";
import { describeTraining, train } from "./training.js";
import { findRun } from "./trace/find-run.js";

/** Parsed flags of `star demo`. */
export interface DemoFlags extends DataFlags {
  /** Number of test tasks. */
  readonly tasks: number;
  /** True trains longer on more trajectories. */
  readonly full?: boolean;
  /** Number of training tasks for the teacher. Default: see {@link DEMO_SIZES}. */
  readonly taught?: number;
  /** SFT steps. Default: see {@link DEMO_SIZES}. */
  readonly steps?: number;
  readonly out: string;
}

interface DemoSummary {
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly trajectories: number;
  /** Number of trajectories that rank the held-out item first. */
  readonly kept: number;
  /** HR by policy. */
  readonly HR: Readonly<Record<string, number>>;
  readonly files: Readonly<Record<string, string>>;
  readonly seconds: number;
}

const BASELINES = ["random", "popularity", "item-knn", "als", "ease"];
/** Policies with a model, beside the student. */
const WITH_MODEL = { quick: ["teacher"], full: ["plain", "react", "teacher"] };

/**
 * Sizes of the steps. `quick` suffices for a student above its teacher, without reinforcement; more than `full` does not improve the
 * student.
 */
export const DEMO_SIZES = {
  quick: { taught: 1000, steps: 200, stages: ["sft"], prompts: 0, validationTasks: 100 },
  full: { taught: 4000, steps: 1000, stages: ["sft", "rl"], prompts: 64, validationTasks: 300 },
} as const;
/** Lines of the trajectory that are printed. */
const SHOWN_LINES = 40;

interface DemoIo {
  readonly io: Io;
  /** Prints a result as soon as it is known. */
  readonly report: (text: string) => void;
}

/** State shared by the steps of the demo. */
interface Demo extends DemoIo {
  readonly flags: DemoFlags;
  readonly dataset: Dataset;
}

/** Runs the whole pipeline: dataset, index, teacher, trajectories, outcome filter, training, evaluation. */
export async function runDemo(flags: DemoFlags, { io, report }: DemoIo): Promise<DemoSummary> {
  const start = performance.now();
  assertInstalled({ what: "star demo", features: ["training", "charts", "simulatedLatency"] });
  await assertWritableFolder(flags.out, "--out");
  const dataset = await loadNamedDataset(flags, io);
  const demo: Demo = { flags, dataset, io, report };
  report(describe(dataset));
  const trajectories = join(flags.out, "trajectories.jsonl");
  await teachDemo(demo, trajectories);
  const { first, kept, total } = await filterByOutcome(trajectories);
  report(`Outcome filter: ${kept} of ${total} trajectories rank the held-out item first.`);
  const student = join(flags.out, "student");
  await trainDemo(demo, { trajectories, out: student });
  const evaluation = await evaluateDemo(demo, student);
  await writeReport(flags.out, evaluation);
  report(excerpt(first, trajectories));
  const files = {
    trajectories,
    student,
    report: join(flags.out, "report.json"),
    page: join(flags.out, "report.html"),
  };
  const seconds = (performance.now() - start) / 1000;
  report(`\nWritten: ${Object.values(files).join(", ")}. ${seconds.toFixed(0)} s.`);
  report(
    `Why an item was put where it is, and which users say so: star trace ${quoteArgument(trajectories)} --open ${formatDataFlags(flags)}`,
  );
  const { rows } = evaluation.report;
  const HR = Object.fromEntries(rows.map(({ policy, HR }) => [policy, HR]));
  const { name, synthetic } = dataset;
  return { dataset: name, synthetic, trajectories: total, kept, HR, files, seconds };
}

function describe(dataset: Dataset): string {
  const { users, items, interactions } = describeDataset(dataset);
  const source = dataset.synthetic ? "Synthetic data" : dataset.name;
  return `${source}: ${users} users, ${items} items, ${interactions} interactions.`;
}

async function teachDemo(demo: Demo, out: string): Promise<void> {
  const { flags, io, report } = demo;
  const { taught = sizesOf(flags).taught } = flags;
  const prepared = await prepareDemo(demo, "train", taught);
  const settings = TEACHER_DEFAULTS;
  // Temperature 1, because the trajectories that a student learns from must vary.
  const model = { model: "offline", temperature: 1, seed: flags.seed };
  const signal = io.listenForInterrupt();
  const summary = await runTeaching(
    { ...prepared, settings, model, samples: 1, out, force: true, signal },
    io,
  );
  if (summary.stopReason !== null) throw new DOMException("Interrupted.", "AbortError");
  report(`\nTeacher on training tasks (offline model, no LLM):\n${formatTeaching(summary)}`);
}

/** Trains a student, and gives a hint if it is under-trained. */
async function trainDemo(
  { flags, dataset, io, report }: Demo,
  paths: { readonly trajectories: string; readonly out: string },
): Promise<void> {
  const { stages, prompts, validationTasks, ...sizes } = sizesOf(flags);
  const { seed, steps = sizes.steps } = flags;
  const summary = await train(
    { ...paths, dataset, steps, seed, stages, prompts, validationTasks, force: true },
    io,
  );
  if (summary.stopped) throw new DOMException("Interrupted.", "AbortError");
  report(`\nStudent:\n${describeTraining(summary)}`);
  if (isUnderTrained(summary)) report("Run star demo --full to train longer.");
}

async function evaluateDemo(demo: Demo, student: string): Promise<PolicyEvaluation> {
  const { flags, io, report: print } = demo;
  const prepared = await prepareDemo(demo, "test", flags.tasks);
  const isReinforced = sizesOf(flags).stages.some((stage) => stage === "rl");
  const students = [...(isReinforced ? [join(student, AFTER_SFT)] : []), student];
  const models = flags.full === true ? WITH_MODEL.full : WITH_MODEL.quick;
  const names = [...BASELINES, ...models, ...students.map((path) => `student:${path}`)];
  const evaluation = await evaluatePolicies(
    {
      ...prepared,
      names,
      models: { temperature: 0, seed: flags.seed },
      simulation: SIMULATED_MODEL,
    },
    io,
  );
  const { report, behaviors } = evaluation;
  const againstTeacher = report.paired.filter(({ a, b }) => a === "teacher" || b === "teacher");
  const paired = formatPaired({ ...report, paired: againstTeacher });
  print(["", formatTable(report), "", paired, "", formatBehaviors(behaviors)].join("\n"));
  return evaluation;
}

function prepareDemo(
  { flags: { seed }, dataset, io }: Demo,
  split: Split,
  tasks: number,
): Promise<PreparedData> {
  return prepareTasks(dataset, { split, scenario: "classic", draws: 1, seed, tasks }, io);
}

const sizesOf = ({ full = false }: DemoFlags) => (full ? DEMO_SIZES.full : DEMO_SIZES.quick);

/** Counts the trajectories that rank the held-out item first, and returns the first of them. */
async function filterByOutcome(path: string) {
  const filter = keepByOutcome(readTrajectories(path));
  let first: Trajectory | undefined;
  for await (const trajectory of filter) first ??= trajectory;
  first ??= await findRun(readTrajectories(path), { path });
  const { kept, ...dropped } = filter.counts;
  const total = Object.values(dropped).reduce((sum, count) => sum + count, kept);
  return { first, kept, total };
}

function excerpt(trajectory: Trajectory, path: string): string {
  const lines = renderTrajectory(trajectory).trimEnd().split("\n");
  const hint = `... ${lines.length - SHOWN_LINES} more lines: star trace ${path} --id "${trajectory.id}"`;
  const shown = lines.length > SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES), hint] : lines;
  return ["\nOne trajectory:", ...shown].join("\n");
}
