import { join } from "node:path";
import {
  type BehaviorSummary,
  summarizeBehavior,
  type TaskBehavior,
} from "../distill/teaching/behavior.js";
import { createErrorCounter, type ErrorCount } from "../distill/teaching/tally.js";
import { evaluate } from "../evaluation/evaluate.js";
import { formatPercent, formatPoints } from "../evaluation/format.js";
import type { PolicyMean } from "../evaluation/policy-means.js";
import type { RankingPolicy } from "../evaluation/rankings/ranking-policy.js";
import { renderReportHtml } from "../evaluation/report-html.js";
import type { Report, Simulation } from "../evaluation/report-schema.js";
import { createReport } from "../evaluation/report.js";
import type { TaskRecord } from "../evaluation/task-record.js";
import { writeFileAtomic } from "../files.js";
import { BATCH_ROWS } from "../student/chat/batched-policy.js";
import type { Policy } from "../types.js";
import { baselineNotes, fitBaselines } from "./baselines.js";
import type { Io } from "./io.js";
import { parallelism } from "./model-flags.js";
import { createModelPolicies, type ModelPolicies } from "./model-policies.js";
import type { NamedModelFlags } from "./named-models.js";
import type { PreparedData } from "./prepare.js";
import { createProgress } from "./progress.js";
import { createStudentPolicy, isStudentName } from "./students.js";

interface EvaluatePoliciesOptions extends PreparedData {
  /** Policy names as in `--policy`; those of files of rankings as in reports. */
  readonly names: readonly string[];
  /** Policies that were read from files, by name. Default: none. */
  readonly rankings?: ReadonlyMap<string, RankingPolicy>;
  /** Additional report rows: means of policies. Default: none. */
  readonly means?: readonly PolicyMean[];
  readonly models: NamedModelFlags;
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
  /** Errors of failed tasks, by policy name; policies without any are left out. */
  readonly errors: Readonly<Record<string, readonly ErrorCount[]>>;
}

/** Evaluates policies on tasks and displays progress. Baselines are trained first; offline teachers run in worker threads. */
export async function evaluatePolicies(
  options: EvaluatePoliciesOptions,
  io: Io,
): Promise<PolicyEvaluation> {
  const { names, tasks, dataset, models, rankings = new Map<string, RankingPolicy>() } = options;
  const interrupt = io.listenForInterrupt();
  const chat = await createModelPolicies(options, io, interrupt);
  const progress = createProgress(io, { label: "evaluate", total: names.length * tasks.length });
  try {
    const baselines = await fitBaselines(
      names,
      { ...options, seed: models.seed, signal: interrupt },
      io,
    );
    const ready = new Map<string, Policy>([...baselines, ...chat.policies, ...rankings]);
    progress.start(0);
    const evaluation = await evaluate({
      policies: await Promise.all(names.map((name) => createPolicy(name, options, ready))),
      notes: {
        ...chat.notes,
        ...studentNotes(names),
        ...baselineNotes(names),
        ...Object.fromEntries([...rankings].map(([name, { note }]) => [name, note])),
      },
      tasks,
      synthetic: dataset.synthetic,
      ...(options.negatives !== undefined && { negatives: options.negatives }),
      concurrency: concurrencyOf(options, chat),
      onProgress: ({ done, policy }) => progress.update(done, policy),
      signal: AbortSignal.any([interrupt, chat.failure]),
    });
    const { records } = evaluation;
    const report = createReport({
      evaluation,
      means: options.means ?? [],
      simulation: options.simulation,
    });
    const behaviors = summarizeAll(chat.behaviors, records, report.protocol.seed);
    return { report, behaviors, errors: countErrors(records) };
  } finally {
    progress.stop();
    await chat.close();
  }
}

/** Without a chat model, as many tasks at once as for the offline one. */
function concurrencyOf(
  { models, tasks, batch = false }: EvaluatePoliciesOptions,
  chat: ModelPolicies,
): number {
  const offline = { ...models, model: "offline", baseUrl: undefined };
  const total =
    chat.policies.size === 0 ? parallelism(offline, tasks.length).total : chat.concurrency;
  return batch ? Math.max(total, 2 * BATCH_ROWS) : total;
}

async function createPolicy(
  name: string,
  options: EvaluatePoliciesOptions,
  ready: ReadonlyMap<string, Policy>,
): Promise<Policy> {
  const policy = ready.get(name);
  if (policy !== undefined) return policy;
  if (isStudentName(name)) return createStudentPolicy(name, options);
  throw new Error(`Unknown policy "${name}".`);
}

function studentNotes(names: readonly string[]): Record<string, string> {
  const students = names.filter(isStudentName);
  return Object.fromEntries(
    students.map((name) => [name, "embedded student; tokens are words of its own"]),
  );
}

function summarizeAll(
  logs: ReadonlyMap<string, ReadonlyMap<string, TaskBehavior>>,
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

function countErrors(records: readonly TaskRecord[]): Record<string, readonly ErrorCount[]> {
  const counters = new Map<string, ReturnType<typeof createErrorCounter>>();
  for (const { policy, error } of records) {
    if (error === null) continue;
    const counter = counters.get(policy) ?? createErrorCounter();
    counter.add(error);
    counters.set(policy, counter);
  }
  return Object.fromEntries([...counters].map(([policy, counter]) => [policy, counter.read()]));
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
