import { assertIntegers, assertOptions, invalidOption } from "../assert.js";
import { mapConcurrently } from "../concurrency.js";
import { visible } from "../data/tasks.js";
import { messageOf, StarError } from "../errors.js";
import { isRecord } from "../json.js";
import type { Policy, RecommendationTask, VisibleTask } from "../types.js";
import { rankOfHeldOut } from "./metrics.js";
import { protocolOf, type ProtocolOptions } from "./protocol.js";
import { toReportRow } from "./report-row.js";
import type { EvaluationProtocol, ReportRow } from "./report-schema.js";
import type { TaskRecord } from "./task-record.js";

export interface EvaluationProgress {
  /** The policy that just answered or failed. */
  readonly policy: string;
  /** Tasks done so far, over all policies. */
  readonly done: number;
  /** Policies times tasks. */
  readonly total: number;
  /** How many of those done failed. */
  readonly failed: number;
}

export interface EvaluateOptions extends ProtocolOptions {
  /** In the order of the rows; names must differ. */
  readonly policies: readonly Policy[];
  /** What readers must know about a policy, by its name; printed wherever its figures are. */
  readonly notes?: Readonly<Record<string, string>>;
  /** Tasks in flight at once. Default 1; more disturb the latencies of policies that compute on this machine. */
  readonly concurrency?: number;
  /** Sets of users drawn for the intervals. Default 2000. */
  readonly resamples?: number;
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
  /** Ends the evaluation with the signal's reason; no further task starts. */
  readonly signal?: AbortSignal | undefined;
}

export interface Evaluation {
  readonly protocol: EvaluationProtocol;
  readonly rows: readonly ReportRow[];
  /** By policy, then in the order of the tasks. */
  readonly records: readonly TaskRecord[];
}

/**
 * Lets every policy rank every task, one policy after the other, and measures how well and how fast.
 * A policy gets its own copy of the task without the held-out item. Where it throws or answers with no valid ranking, the
 * task counts as a miss, its record keeps the reason and the evaluation goes on.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for no policy or task, policies of one name, or tasks that do not belong together.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  assertOptions("evaluate", options, OPTIONS);
  const { policies, tasks, notes = {}, concurrency = 1, resamples = 2000 } = options;
  const { onProgress, signal } = options;
  assertPolicies(policies);
  assertIntegers({ concurrency, resamples });
  if (!Array.isArray(tasks)) {
    throw invalidOption("tasks", tasks, "Pass an array of tasks: `createTasks(dataset).tasks`.");
  }
  const protocol = protocolOf(options);
  const report = progressReporter(policies.length * protocol.tasks, onProgress);
  const rows: ReportRow[] = [];
  const records: TaskRecord[] = [];
  for (const policy of policies) {
    const answer = async (task: RecommendationTask) => report(await recordOf(policy, task));
    const own = await mapConcurrently(tasks, answer, { concurrency, signal });
    const note = notes[policy.name];
    rows.push(
      toReportRow({ policy: policy.name, records: own, note, resamples, seed: protocol.seed }),
    );
    records.push(...own);
  }
  return { protocol, rows, records };
}

const OPTIONS = {
  policies: true,
  tasks: true,
  notes: true,
  concurrency: true,
  resamples: true,
  onProgress: true,
  signal: true,
  synthetic: true,
  negatives: true,
} as const satisfies Record<keyof EvaluateOptions, true>;

async function recordOf(policy: Policy, task: RecommendationTask): Promise<TaskRecord> {
  const place = { policy: policy.name, taskId: task.id, userId: task.userId };
  const shown = copyForPolicy(task);
  const start = performance.now();
  try {
    const answer = await policy.rank(shown);
    const { latencyMs = performance.now() - start } = answer;
    const { modelCalls = null, tokens = null, simulatedLatencyMs = null } = answer;
    const cost = { modelCalls, tokens, latencyMs, simulatedLatencyMs };
    return { ...place, ...rankOfHeldOut(answer, task, policy.name), error: null, ...cost };
  } catch (error) {
    return {
      ...place,
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

/** A copy down to its lists: a policy that sorts them in place must not disturb the next one. */
function copyForPolicy(task: RecommendationTask): VisibleTask {
  const shown = visible(task);
  return { ...shown, history: [...shown.history], candidates: [...shown.candidates] };
}

function progressReporter(total: number, onProgress: EvaluateOptions["onProgress"]) {
  let done = 0;
  let failed = 0;
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
      repeated === undefined ? "There is no policy." : `Two policies are called "${repeated}".`,
    remedy: "Pass at least one policy, each with a name of its own.",
  });
}
