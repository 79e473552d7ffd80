import { join } from "node:path";
import { describeDataset } from "../data/describe.js";
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
import { type DataOptions, loadNamedDataset } from "./data-options.js";
import { type Measurement, measure, formatBehaviors, writeReport } from "./evaluation.js";
import type { Io } from "./io.js";
import type { ModelOptions } from "./model-options.js";
import { type Prepared, prepareTasks } from "./prepare.js";
import { describeTeaching, runTeaching } from "./teaching.js";
import { describeTraining, train } from "./training.js";
import { findTrajectory } from "./trajectories.js";

export interface DemoOptions extends DataOptions {
  /** Tasks measured. */
  readonly tasks: number;
  /** More training tasks, and more training. */
  readonly full?: boolean;
  /** Training tasks of the teacher. Default by `full`. */
  readonly taught?: number;
  /** Updates of SFT. Default by `full`. */
  readonly steps?: number;
  readonly out: string;
}

export interface DemoSummary {
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly trajectories: number;
  /** Trajectories that rank the held-out item first. */
  readonly kept: number;
  /** HR of each policy. */
  readonly HR: Readonly<Record<string, number>>;
  readonly files: Readonly<Record<string, string>>;
  readonly seconds: number;
}

const BASELINES = ["random", "popularity", "item-knn", "als", "ease", "teacher"];

/** How much of each step there is, quick and `--full`: enough for a student to keep its form, or as much as it can use. */
export const DEMO_SIZES = {
  quick: { taught: 2000, steps: 400, prompts: 16, validationTasks: 200 },
  full: { taught: 4000, steps: 1000, prompts: 64, validationTasks: 300 },
} as const;
const SHOWN_LINES = 40;

/** Where the demo says what it does: results as they come. */
interface Stage {
  readonly io: Io;
  readonly say: (text: string) => void;
}

/** The whole of STAR: data, index, teacher, trajectories, outcome filter, SFT, reinforcement, report. */
export async function runDemo(options: DemoOptions, stage: Stage): Promise<DemoSummary> {
  const start = performance.now();
  const { say, io } = stage;
  const dataset = await loadNamedDataset(options, io);
  say(describe(dataset));
  const trajectories = join(options.out, "trajectories.jsonl");
  await teachDemo(options, { dataset, out: trajectories, stage });
  const { first, kept, total } = await filterByOutcome(trajectories);
  say(`Outcome filter: ${kept} of ${total} trajectories rank the held-out item first.`);
  const student = join(options.out, "student");
  await trainDemo(options, { dataset, trajectories, out: student, stage });
  const measurement = await measureDemo(options, { dataset, student, stage });
  await writeReport(options.out, measurement);
  say(excerpt(first, trajectories));
  const files = {
    trajectories,
    student,
    report: join(options.out, "report.json"),
    page: join(options.out, "report.html"),
  };
  const seconds = (performance.now() - start) / 1000;
  say(`\nWritten: ${Object.values(files).join(", ")}. ${seconds.toFixed(0)} s.`);
  const { rows } = measurement.report;
  const HR = Object.fromEntries(rows.map(({ policy, HR }) => [policy, HR]));
  const { name, synthetic } = dataset;
  return { dataset: name, synthetic, trajectories: total, kept, HR, files, seconds };
}

function describe(dataset: Dataset): string {
  const { users, items, interactions } = describeDataset(dataset);
  const source = dataset.synthetic ? "Invented data (synthetic)" : dataset.name;
  return `${source}: ${users} users, ${items} items, ${interactions} interactions.`;
}

async function teachDemo(
  options: DemoOptions,
  { dataset, out, stage }: { readonly dataset: Dataset; readonly out: string; stage: Stage },
): Promise<void> {
  const { taught = sizeOf(options).taught } = options;
  const prepared = await prepareDemo({ ...options, tasks: taught }, "train", {
    dataset,
    io: stage.io,
  });
  const settings = TEACHER_DEFAULTS;
  // Sampled: what a student learns from has to vary.
  const model = { ...modelOf(options), temperature: 1 };
  const teaching = { ...prepared, settings, model, samples: 1, out, force: true };
  const summary = await runTeaching(teaching, stage.io);
  if (summary.stopped) throw new DOMException("Stopped.", "AbortError");
  stage.say(`\nTeacher on training tasks (offline model, no LLM):\n${describeTeaching(summary)}`);
}

const sizeOf = ({ full = false }: DemoOptions) => (full ? DEMO_SIZES.full : DEMO_SIZES.quick);

/** SFT and reinforcement. Says so where that was not enough to judge the student by. */
async function trainDemo(
  options: DemoOptions,
  {
    dataset,
    trajectories,
    out,
    stage,
  }: {
    readonly dataset: Dataset;
    readonly trajectories: string;
    readonly out: string;
    readonly stage: Stage;
  },
): Promise<void> {
  const { prompts, validationTasks, ...sizes } = sizeOf(options);
  const { seed, steps = sizes.steps } = options;
  const chosen = { steps, seed, prompts, validationTasks, force: true };
  const summary = await train({ ...chosen, trajectories, dataset, out }, stage.io);
  if (summary.stopped) throw new DOMException("Stopped.", "AbortError");
  stage.say(`\nStudent:\n${describeTraining(summary)}`);
  if (isUnderTrained(summary)) stage.say("star demo --full takes longer.");
}

async function measureDemo(
  options: DemoOptions,
  {
    dataset,
    student,
    stage,
  }: { readonly dataset: Dataset; readonly student: string; readonly stage: Stage },
): Promise<Measurement> {
  const prepared = await prepareDemo(options, "test", { dataset, io: stage.io });
  const model = modelOf(options);
  const students = [`student:${join(student, AFTER_SFT)}`, `student:${student}`];
  const names = [...BASELINES, ...students];
  const measurement = await measure(
    { ...prepared, names, model, simulation: SIMULATED_MODEL },
    stage.io,
  );
  const { report, behaviors } = measurement;
  const againstTeacher = report.paired.filter(({ a, b }) => a === "teacher" || b === "teacher");
  const paired = formatPaired({ ...report, paired: againstTeacher });
  stage.say(["", formatTable(report), "", paired, "", formatBehaviors(behaviors)].join("\n"));
  return measurement;
}

function prepareDemo(
  { seed, tasks }: DemoOptions,
  split: Split,
  { dataset, io }: { readonly dataset: Dataset; readonly io: Io },
): Promise<Prepared> {
  return prepareTasks(dataset, { split, scenario: "classic", draws: 1, seed, tasks }, io);
}

function modelOf({ seed }: DemoOptions): ModelOptions {
  return { model: "offline", temperature: 0, seed };
}

/** Keeps what ranks the held-out item first. */
async function filterByOutcome(path: string) {
  const filter = keepByOutcome(readTrajectories(path));
  let first: Trajectory | undefined;
  for await (const trajectory of filter) first ??= trajectory;
  first ??= await findTrajectory(path);
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
