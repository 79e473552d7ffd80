import { join } from "node:path";
import type { BehaviorSummary } from "../distill/teaching/behavior.js";
import { createErrorCounter, type ErrorCount } from "../distill/teaching/tally.js";
import { evaluate } from "../evaluation/evaluate.js";
import type { StudentAndTeacher } from "../evaluation/breakdown/find-disagreements.js";
import type { PolicyMean } from "../evaluation/policy-means.js";
import type { RankingPolicy } from "../evaluation/rankings/ranking-policy.js";
import { renderReportHtml } from "../evaluation/report-html.js";
import type { Report, Simulation } from "../evaluation/report-schema.js";
import { createReport } from "../evaluation/report.js";
import type { TaskRecord } from "../evaluation/task-record.js";
import { writeFileAtomic } from "../files.js";
import { BATCH_ROWS } from "../student/chat/batched-policy.js";
import type { ItemId, Policy } from "../types.js";
import { baselineNotes, fitBaselines } from "./baselines.js";
import { type EvaluationRecords, openEvaluationRecords, storeOf } from "./evaluation-records.js";
import type { Io } from "./io.js";
import { parallelism } from "./model-flags.js";
import { createModelPolicies, modelNotes, type ModelPolicies } from "./model-policies.js";
import type { NamedModelFlags } from "./named-models.js";
import { parseModelPolicy } from "./policy-names.js";
import type { PreparedData } from "./prepare.js";
import { createProgress } from "./progress.js";
import { isStudentAgent } from "./single-agents.js";
import { createStudentPolicy, isStudentName, readTrainingCurves } from "./students.js";
import { summarizeBehaviors } from "./teacher-behaviors.js";

interface EvaluatePoliciesOptions extends PreparedData {
  /** Policy names as in `--policy`; those of files of rankings as in reports. */
  readonly names: readonly string[];
  /** Policies that were read from files, by name. Default: none. */
  readonly rankings?: ReadonlyMap<string, RankingPolicy>;
  /** Further values of k for HR@k and NDCG@k. Default: none. */
  readonly cutoffs?: readonly number[];
  /** Additional report rows: means of policies. Default: none. */
  readonly means?: readonly PolicyMean[];
  readonly models: NamedModelFlags;
  /** Also simulates latencies with this model. */
  readonly simulation?: Simulation | undefined;
  /** True runs students on many tasks at once: faster, but without meaningful latencies. Default false. */
  readonly batch?: boolean | undefined;
  /** Folder that keeps the records of finished tasks. Default: they are not kept. */
  readonly recordsIn?: string | undefined;
}

/** Result of {@link evaluatePolicies}. */
export interface PolicyEvaluation {
  readonly report: Report;
  /** Behavior of each teacher, by policy name. */
  readonly behaviors: Readonly<Record<string, BehaviorSummary>>;
  /** Errors of failed tasks, by policy name; policies without any are left out. */
  readonly errors: Readonly<Record<string, readonly ErrorCount[]>>;
}

/**
 * Evaluates policies on tasks and displays progress. Baselines are trained first; offline teachers run in worker threads. Policies whose
 * records are complete are neither trained nor asked.
 */
export async function evaluatePolicies(
  options: EvaluatePoliciesOptions,
  io: Io,
): Promise<PolicyEvaluation> {
  const { recordsIn, rankings = new Map<string, RankingPolicy>() } = options;
  const work = { ...options, rankings };
  if (recordsIn === undefined) return runPolicies(work, undefined, io);
  const records = await openEvaluationRecords(recordsIn, work, io);
  try {
    return await runPolicies(work, records, io);
  } catch (error) {
    records.noteKept();
    throw error;
  } finally {
    await records.close();
  }
}

type Work = EvaluatePoliciesOptions & Required<Pick<EvaluatePoliciesOptions, "rankings">>;

async function runPolicies(
  options: Work,
  records: EvaluationRecords | undefined,
  io: Io,
): Promise<PolicyEvaluation> {
  const { names, tasks, dataset, models, rankings } = options;
  const missing = names.filter((name) => records?.isComplete(name) !== true);
  const interrupt = io.listenForInterrupt();
  const chat = await createModelPolicies({ ...options, names: missing }, io, interrupt);
  const progress = createProgress(io, { label: "evaluate", total: names.length * tasks.length });
  try {
    const baselines = await fitBaselines(
      missing,
      { ...options, seed: models.seed, signal: interrupt },
      io,
    );
    const kept = names.filter((name) => !missing.includes(name)).map(keptPolicy);
    const ready = new Map([...baselines, ...chat.policies, ...rankings, ...kept]);
    progress.start(records?.count() ?? 0);
    const evaluation = await evaluate({
      policies: await Promise.all(names.map((name) => createPolicy(name, options, ready))),
      notes: {
        ...modelNotes(names, models),
        ...studentNotes(names),
        ...baselineNotes(names),
        ...Object.fromEntries([...rankings].map(([name, { note }]) => [name, note])),
      },
      tasks,
      store: records && storeOf(records, chat),
      synthetic: dataset.synthetic,
      cutoffs: options.cutoffs ?? [],
      ...(options.negatives !== undefined && { negatives: options.negatives }),
      concurrency: concurrencyOf(options, chat),
      onProgress: ({ done, policy }) => progress.update(done, policy),
      signal: AbortSignal.any([interrupt, chat.failure]),
    });
    const report = createReport({
      evaluation,
      means: options.means ?? [],
      catalog: {
        tasks,
        interactions: countInteractions(options.index),
        titles: dataset.items,
      },
      students: studentsAndTeacher(names),
      training: await readTrainingCurves(names),
      simulation: options.simulation,
    });
    const behaviors = summarizeBehaviors({
      names,
      tasks,
      records: evaluation.records,
      seed: report.protocol.seed,
      behaviorOf: (name, id) =>
        chat.behaviors.get(name)?.get(id) ?? records?.find(name, id)?.behavior,
    });
    return { report, behaviors, errors: countErrors(evaluation.records) };
  } finally {
    progress.stop();
    await chat.close();
  }
}

/** A policy whose records are complete: it is never asked. */
function keptPolicy(name: string): [string, Policy] {
  const rank = () => Promise.reject(new Error(`The records of "${name}" are complete.`));
  return [name, { name, rank }];
}

/** Every student with the first teacher; none without a teacher. */
function studentsAndTeacher(names: readonly string[]): StudentAndTeacher[] {
  const teacher = names.find((name) => parseModelPolicy(name)?.role === "teacher");
  if (teacher === undefined) return [];
  const isStudent = (name: string) =>
    isStudentName(name) || isStudentAgent(parseModelPolicy(name)?.role ?? "");
  return names.filter(isStudent).map((student) => ({ student, teacher }));
}

/** Interactions of every item that models of the split may be fitted on. */
function countInteractions({ matrix }: PreparedData["index"]): ReadonlyMap<ItemId, number> {
  return new Map(matrix.items.map((item, index) => [item, matrix.itemCounts[index] ?? 0]));
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
