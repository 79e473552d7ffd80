import { assertIntegers, assertOptions, invalidOption } from "../assert.js";
import { mapConcurrently } from "../concurrency.js";
import { visible } from "../data/tasks.js";
import { messageOf, StarError } from "../errors.js";
import { isRecord } from "../json.js";
import type { Policy, RecommendationTask, VisibleTask } from "../types.js";
import { rankOfHeldOut } from "./metrics.js";
import { firstPosition } from "./position-bias.js";
import { protocolOf, type ProtocolOptions } from "./protocol.js";
import { toReportRow } from "./report-row.js";
import type { EvaluationProtocol, ReportRow } from "./report-schema.js";
import type { RecordStore, TaskRecord } from "./task-record.js";
import { topItems } from "./top-items.js";

/** Progress of {@link evaluate}. */
export interface EvaluationProgress {
  /** The policy that answered or failed last. */
  readonly policy: string;
  /** Finished tasks, summed over policies, with those whose records were kept from an earlier evaluation. */
  readonly done: number;
  /** Number of policies times number of tasks. */
  readonly total: number;
  /** Finished tasks that failed. */
  readonly failed: number;
}

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends ProtocolOptions {
  /** In the order of the rows; with distinct names. */
  readonly policies: readonly Policy[];
  /** Notes by policy name, printed wherever the figures of the policy are. */
  readonly notes?: Readonly<Record<string, string>>;
  /** Concurrent tasks. Default 1; more distort the latencies of policies that compute on this machine. */
  readonly concurrency?: number;
  /** Bootstrap resamples for the intervals. Default 2000. */
  readonly resamples?: number;
  /** Values of k for further HR@k and NDCG@k in every row. Default: none. */
  readonly cutoffs?: readonly number[];
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
  /** Aborts the evaluation: it starts no further task and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Keeps the records of finished tasks, and has those of an earlier evaluation. Default: none. */
  readonly store?: RecordStore | undefined;
}

/** Result of {@link evaluate}. */
export interface Evaluation {
  readonly protocol: EvaluationProtocol;
  readonly rows: readonly ReportRow[];
  /** Sorted by policy, then in the order of the tasks. */
  readonly records: readonly TaskRecord[];
}

const OPTIONS = {
  policies: true,
  tasks: true,
  notes: true,
  concurrency: true,
  resamples: true,
  cutoffs: true,
  onProgress: true,
  signal: true,
  store: true,
  synthetic: true,
  negatives: true,
} as const satisfies Record<keyof EvaluateOptions, true>;

/**
 * Evaluates policies: each ranks all tasks, one policy after the other. A policy gets a copy of the task without the held-out
 * item. If it throws or gives an invalid answer, the task counts as a miss, its record has the reason, and the evaluation
 * continues.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if there are no policies or no tasks, if two policies have the same name, or if the
 * tasks are of several datasets, scenarios, splits or seeds.
 *
 * @example
 * ```ts
 * import { createTasks, evaluate, loadDataset } from "langgraph-star";
 * import { randomPolicy } from "langgraph-star/evaluation";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const { tasks } = createTasks(dataset, { split: "test", limit: 50 });
 * const { rows } = await evaluate({ policies: [randomPolicy(1)], tasks, synthetic: true });
 * console.log(rows[0]?.policy, rows[0]?.["HR@5"]); // random, near 5 / 20
 * ```
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  assertOptions("evaluate", options, OPTIONS);
  const { policies, tasks, notes = {}, concurrency = 1, resamples = 2000 } = options;
  const { cutoffs = [] } = options;
  const { onProgress, signal, store } = options;
  assertPolicies(policies);
  assertIntegers({ concurrency, resamples });
  for (const k of cutoffs) assertIntegers({ cutoffs: k });
  if (!Array.isArray(tasks)) {
    throw invalidOption(
      "tasks",
      tasks,
      "Pass an array of tasks: `createTasks(dataset, { split }).tasks`.",
    );
  }
  const protocol = protocolOf(options);
  const kept = policies.flatMap(({ name }) =>
    tasks.flatMap(({ id }) => store?.find(name, id) ?? []),
  );
  const report = progressReporter(kept, { total: policies.length * tasks.length, onProgress });
  const rows: ReportRow[] = [];
  const records: TaskRecord[] = [];
  for (const policy of policies) {
    const answer = async (task: RecommendationTask) => {
      const found = store?.find(policy.name, task.id);
      if (found !== undefined) return found;
      const record = await recordOf(policy, task);
      // Work that was given up fails because it was given up.
      if (signal?.aborted !== true) await store?.add(record);
      return report(record);
    };
    const own = await mapConcurrently(tasks, answer, { concurrency, signal });
    const note = notes[policy.name];
    const { seed, candidateCount } = protocol;
    const name = policy.name;
    const aggregation = { candidateCount, cutoffs, resamples, seed };
    rows.push(toReportRow({ policy: name, records: own, note, ...aggregation }));
    records.push(...own);
  }
  return { protocol, rows, records };
}

async function recordOf(policy: Policy, deferred: RecommendationTask): Promise<TaskRecord> {
  // Creates lists that are created when read, once.
  const task = { ...deferred };
  const ids = { policy: policy.name, taskId: task.id, userId: task.userId };
  const visibleTask = copyForPolicy(task);
  const start = performance.now();
  try {
    const answer = await policy.rank(visibleTask);
    const { latencyMs = performance.now() - start } = answer;
    const { modelCalls = null, tokens = null, simulatedLatencyMs = null, repairs = {} } = answer;
    const cost = { modelCalls, tokens, repairs, latencyMs, simulatedLatencyMs };
    const ranks = rankOfHeldOut(answer, task, policy.name);
    // Candidates that are the whole catalog are not shuffled.
    const isShuffled = task.candidateSampling !== "all";
    const first = isShuffled ? firstPosition(answer, task.candidates) : null;
    const top = topItems(answer, task.candidates);
    return { ...ids, ...ranks, firstPosition: first, top, error: null, ...cost };
  } catch (error) {
    return {
      ...ids,
      rank: Infinity,
      appended: 0,
      error: messageOf(error),
      modelCalls: null,
      tokens: null,
      latencyMs: null,
      simulatedLatencyMs: null,
    };
  }
}

/** Copies the lists as well, so that a policy that sorts them in place does not affect the next policy. */
function copyForPolicy(task: RecommendationTask): VisibleTask {
  const copy = visible(task);
  return { ...copy, history: [...copy.history], candidates: [...copy.candidates] };
}

function progressReporter(
  kept: readonly TaskRecord[],
  { total, onProgress }: Pick<EvaluateOptions, "onProgress"> & { readonly total: number },
) {
  let done = kept.length;
  let failed = kept.filter(({ error }) => error !== null).length;
  return (record: TaskRecord) => {
    done++;
    if (record.error !== null) failed++;
    onProgress?.({ policy: record.policy, done, total, failed });
    return record;
  };
}

function assertPolicies(policies: readonly Policy[]): void {
  const remedy =
    "Pass an array of policies, such as `toPolicy({ graph, dataset, name })` or `recommenderPolicy(model)`.";
  if (!Array.isArray(policies)) throw invalidOption("policies", policies, remedy);
  for (const [position, policy] of (policies as readonly unknown[]).entries()) {
    const isPolicy =
      isRecord(policy) &&
      typeof policy["name"] === "string" &&
      typeof policy["rank"] === "function";
    if (!isPolicy) throw invalidOption(`policies[${position}]`, policy, remedy);
  }
  const names = policies.map(({ name }) => name);
  const repeated = names.find((name, position) => names.indexOf(name) !== position);
  if (names.length > 0 && repeated === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message:
      repeated === undefined ? "policies is empty." : `Two policies have the name "${repeated}".`,
    remedy: "Pass at least one policy, and give all policies distinct names.",
  });
}
