import { join } from "node:path";
import {
  type BehaviorSummary,
  summarizeBehavior,
  type TaskBehavior,
  teacherPolicy,
} from "../distill/teaching/behavior.js";
import { createTeacherPool, type TeacherPool } from "../distill/teaching/pool.js";
import { evaluate } from "../evaluation/evaluate.js";
import { formatPercent, formatPoints } from "../evaluation/format.js";
import type { PolicyMean } from "../evaluation/policy-means.js";
import { renderReportHtml } from "../evaluation/report-html.js";
import type { Report, Simulation } from "../evaluation/report-schema.js";
import { createReport } from "../evaluation/report.js";
import type { TaskRecord } from "../evaluation/task-record.js";
import { writeFileAtomic } from "../files.js";
import { BATCH_ROWS } from "../student/chat/batched-policy.js";
import type { Policy } from "../types.js";
import { baselineNotes, fitBaselines } from "./baselines.js";
import type { Io } from "./io.js";
import { type ModelFlags, modelSettings, parallelism } from "./model-flags.js";
import { TEACHERS } from "./policy-names.js";
import type { PreparedData } from "./prepare.js";
import { createProgress } from "./progress.js";
import { createStudentPolicy, isStudentName } from "./students.js";

interface EvaluatePoliciesOptions extends PreparedData {
  /** Policy names as in `--policy`. */
  readonly names: readonly string[];
  /** Additional report rows: means of policies. Default: none. */
  readonly means?: readonly PolicyMean[];
  readonly model: ModelFlags;
  /** Also simulates latencies with this model. */
  readonly simulation?: Simulation | undefined;
  /** True runs students on many tasks at once: faster, but without meaningful latencies. Default false. */
  readonly batch?: boolean | undefined;
}

/** Result of {@link evaluatePolicies}. */
export interface PolicyEvaluation {
  readonly report: Report;
  /** Behavior of each teacher, by policy name. */
  readonly behaviors: Readonly<Record<string, BehaviorSummary>>;
}

/** Behavior per task, by teacher name. */
type BehaviorLogs = ReadonlyMap<string, Map<string, TaskBehavior>>;

/** Evaluates policies on tasks and displays progress. Teachers run in worker threads; baselines are trained first. */
export async function evaluatePolicies(
  options: EvaluatePoliciesOptions,
  io: Io,
): Promise<PolicyEvaluation> {
  const { names, tasks, dataset, model } = options;
  const teachers = names.filter((name) => TEACHERS.has(name));
  const logs: BehaviorLogs = new Map(teachers.map((name) => [name, new Map()]));
  const interrupt = io.listenForInterrupt();
  const context = { ...options, seed: model.seed, signal: interrupt };
  const baselines = await fitBaselines(names, context, io);
  const pool = teachers.length === 0 ? undefined : startPool(options, io);
  const progress = createProgress(io, { label: "evaluate", total: names.length * tasks.length });
  progress.start(0);
  try {
    const evaluation = await evaluate({
      policies: await Promise.all(
        names.map((name) => baselines.get(name) ?? createPolicy(name, options, { pool, logs })),
      ),
      notes: { ...teacherNotes(teachers, model), ...studentNotes(names), ...baselineNotes(names) },
      tasks,
      synthetic: dataset.synthetic,
      concurrency: concurrencyOf(options),
      onProgress: ({ done, policy }) => progress.update(done, policy),
      signal: AbortSignal.any([interrupt, ...(pool === undefined ? [] : [pool.failure])]),
    });
    const report = createReport({
      evaluation,
      means: options.means ?? [],
      simulation: options.simulation,
    });
    return { report, behaviors: summarizeAll(logs, evaluation.records, report.protocol.seed) };
  } finally {
    progress.stop();
    await pool?.close();
  }
}

function concurrencyOf({ model, tasks, batch = false }: EvaluatePoliciesOptions): number {
  const { total } = parallelism(model, tasks.length);
  return batch ? Math.max(total, 2 * BATCH_ROWS) : total;
}

function startPool({ dataset, index, model, tasks }: EvaluatePoliciesOptions, io: Io): TeacherPool {
  const { items, clock, synthetic } = dataset;
  return createTeacherPool({
    index,
    dataset: { items, clock, synthetic },
    model: modelSettings(model, io),
    onNote: io.note,
    ...parallelism(model, tasks.length),
  });
}

async function createPolicy(
  name: string,
  options: EvaluatePoliciesOptions,
  { pool, logs }: { readonly pool: TeacherPool | undefined; readonly logs: BehaviorLogs },
): Promise<Policy> {
  const { simulation } = options;
  if (isStudentName(name)) return createStudentPolicy(name, options);
  const [settings, behavior] = [TEACHERS.get(name), logs.get(name)];
  if (pool === undefined || settings === undefined || behavior === undefined) {
    throw new Error(`Unknown policy "${name}".`);
  }
  return teacherPolicy({ teacher: pool, settings, name, simulation, behavior });
}

function teacherNotes(teachers: readonly string[], { model }: ModelFlags): Record<string, string> {
  const note = model === "offline" ? "offline model, no LLM" : `model ${model}`;
  return Object.fromEntries(teachers.map((name) => [name, note]));
}

function studentNotes(names: readonly string[]): Record<string, string> {
  const students = names.filter(isStudentName);
  return Object.fromEntries(
    students.map((name) => [name, "embedded student; tokens are words of its own"]),
  );
}

function summarizeAll(
  logs: BehaviorLogs,
  records: readonly TaskRecord[],
  seed: number,
): Record<string, BehaviorSummary> {
  const recordsOf = (name: string) => records.filter(({ policy }) => policy === name);
  const before = recordsOf("teacher:no-reflection");
  return Object.fromEntries(
    [...logs].map(([name, behavior]) => [
      name,
      summarizeBehavior({
        behavior,
        after: recordsOf(name),
        before: name === "teacher" ? before : [],
        seed,
      }),
    ]),
  );
}

/** Formats the behavior of teachers as text. */
export function formatBehaviors(behaviors: Readonly<Record<string, BehaviorSummary>>): string {
  return Object.entries(behaviors)
    .map(([name, behavior]) => formatBehavior(name, behavior))
    .join("\n");
}

function formatBehavior(name: string, behavior: BehaviorSummary): string {
  const { revisedShare, plans, revision } = behavior;
  const planShares = Object.entries(plans).map(
    ([plan, share]) => `  ${formatPercent(share)}% ${plan}`,
  );
  return [
    `${name}: ${formatPercent(revisedShare)}% of the tasks revised; plans:`,
    ...planShares,
    ...(revision === null ? [] : [describeRevision(revision)]),
  ].join("\n");
}

function describeRevision(revision: NonNullable<BehaviorSummary["revision"]>): string {
  const { tasks, before, after, difference, ci95 } = revision;
  const interval = ci95.map(formatPoints).join(", ");
  return `  HR of the ${tasks} revised tasks: ${formatPercent(before)} without reflection, ${formatPercent(after)} with it, ${formatPoints(difference)} points [${interval}]`;
}

/**
 * Writes `report.json`, `report.html` and, if a teacher was evaluated, `behavior.json` to a directory. Each file is written
 * atomically.
 */
export async function writeReport(
  directory: string,
  { report, behaviors }: PolicyEvaluation,
): Promise<void> {
  const write = (name: string, text: string) => writeFileAtomic(join(directory, name), text);
  await write("report.json", `${JSON.stringify(report, null, 2)}\n`);
  await write("report.html", await renderReportHtml(report));
  if (Object.keys(behaviors).length > 0)
    await write("behavior.json", `${JSON.stringify(behaviors, null, 2)}\n`);
}
