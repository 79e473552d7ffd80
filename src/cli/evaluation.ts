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
import type { Mean } from "../evaluation/means.js";
import { renderReportHtml } from "../evaluation/report-html.js";
import type { Report, Simulation } from "../evaluation/report-schema.js";
import { createReport } from "../evaluation/report.js";
import type { TaskRecord } from "../evaluation/task-record.js";
import { writeFileAtomic } from "../files.js";
import { BATCH_ROWS } from "../student/chat/batched-policy.js";
import type { Policy } from "../types.js";
import type { Io } from "./io.js";
import { type ModelOptions, modelSettings, parallelism } from "./model-options.js";
import { createBaseline, TEACHERS } from "./policy-names.js";
import type { Prepared } from "./prepare.js";
import { createProgress } from "./progress.js";
import { createStudentPolicy, isStudentName } from "./students.js";
import { trainPolicies } from "./train-policies.js";
import { trainedNotes } from "./trained-policies.js";

export interface MeasureOptions extends Prepared {
  /** Of policies, as `--policy` spells them. */
  readonly names: readonly string[];
  /** Of these, further rows. */
  readonly means?: readonly Mean[];
  readonly model: ModelOptions;
  /** Also tells how long teachers would take with this model. */
  readonly simulation?: Simulation | undefined;
  /** Students answer many tasks at once: faster, but without latencies of their own. */
  readonly batch?: boolean | undefined;
}

export interface Measurement {
  readonly report: Report;
  /** How each teacher among the policies worked, by the policy's name. */
  readonly behaviors: Readonly<Record<string, BehaviorSummary>>;
}

type BehaviorLogs = ReadonlyMap<string, Map<string, TaskBehavior>>;

/** Lets policies, by name, rank tasks, teachers on a pool of threads, and shows how far it is. */
export async function measure(options: MeasureOptions, io: Io): Promise<Measurement> {
  const { names, tasks, dataset, model } = options;
  const usual = parallelism(model, tasks.length).total;
  const concurrency = options.batch === true ? Math.max(usual, 2 * BATCH_ROWS) : usual;
  const teachers = names.filter((name) => TEACHERS.has(name));
  const logs: BehaviorLogs = new Map(teachers.map((name) => [name, new Map()]));
  const stop = io.listenForStop();
  const context = { ...options, seed: model.seed };
  const trained = await trainPolicies(names, context, { io, signal: stop });
  const pool = teachers.length === 0 ? undefined : startPool(options, io);
  const progress = createProgress(io, { label: "evaluate", total: names.length * tasks.length });
  progress.start(0);
  try {
    const evaluation = await evaluate({
      policies: await Promise.all(
        names.map((name) => trained.get(name) ?? createPolicy(name, options, { pool, logs })),
      ),
      notes: { ...notesFor(teachers, model), ...studentNotes(names), ...trainedNotes(names) },
      tasks,
      synthetic: dataset.synthetic,
      concurrency,
      onProgress: ({ done, policy }) => progress.update(done, policy),
      signal: AbortSignal.any([stop, ...(pool === undefined ? [] : [pool.failure])]),
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

function startPool({ dataset, index, model, tasks }: MeasureOptions, io: Io): TeacherPool {
  const { items, clock, synthetic } = dataset;
  return createTeacherPool({
    index,
    dataset: { items, clock, synthetic },
    model: modelSettings(model, io),
    ...parallelism(model, tasks.length),
  });
}

async function createPolicy(
  name: string,
  options: MeasureOptions,
  { pool, logs }: { readonly pool: TeacherPool | undefined; readonly logs: BehaviorLogs },
): Promise<Policy> {
  const { index, model, simulation } = options;
  if (isStudentName(name)) return createStudentPolicy(name, options);
  const baseline = createBaseline(name, { index, seed: model.seed });
  if (baseline !== undefined) return baseline;
  const [settings, behavior] = [TEACHERS.get(name), logs.get(name)];
  if (pool === undefined || settings === undefined || behavior === undefined) {
    throw new Error(`No policy "${name}".`);
  }
  return teacherPolicy({ teacher: pool, settings, name, simulation, behavior });
}

function notesFor(teachers: readonly string[], { model }: ModelOptions): Record<string, string> {
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

/** How teachers worked, for a person. */
export function formatBehaviors(behaviors: Readonly<Record<string, BehaviorSummary>>): string {
  const paragraphs = Object.entries(behaviors).map(([name, one]) => formatBehavior(name, one));
  return paragraphs.join("\n");
}

function formatBehavior(name: string, behavior: BehaviorSummary): string {
  const { revisedShare, plans, revision } = behavior;
  const mix = Object.entries(plans).map(([plan, share]) => `  ${formatPercent(share)}% ${plan}`);
  return [
    `${name}: ${formatPercent(revisedShare)}% of the tasks revised; plans:`,
    ...mix,
    ...(revision === null ? [] : [describeRevision(revision)]),
  ].join("\n");
}

function describeRevision(revision: NonNullable<BehaviorSummary["revision"]>): string {
  const { tasks, before, after, difference, ci95 } = revision;
  const interval = ci95.map(formatPoints).join(", ");
  return `  HR of the ${tasks} revised tasks: ${formatPercent(before)} without reflection, ${formatPercent(after)} with it, ${formatPoints(difference)} points [${interval}]`;
}

/**
 * Writes `report.json`, `report.html` and, when a teacher took part, `behavior.json` into a directory; each file whole or
 * not at all.
 */
export async function writeReport(
  directory: string,
  { report, behaviors }: Measurement,
): Promise<void> {
  const write = (name: string, text: string) => writeFileAtomic(join(directory, name), text);
  await write("report.json", `${JSON.stringify(report, null, 2)}\n`);
  await write("report.html", await renderReportHtml(report));
  if (Object.keys(behaviors).length > 0)
    await write("behavior.json", `${JSON.stringify(behaviors, null, 2)}\n`);
}
