import { setImmediate } from "node:timers/promises";
import type { Evidence } from "../../collaborative/evidence/evidence.js";
import type { EvidenceSubject } from "../../collaborative/evidence/history-signals.js";
import type { ItemId, RecommendationTask } from "../../types.js";
import { RANKER_FEATURES, lineFeatures } from "./features.js";

/** Features of the candidates of tasks. */
export interface TaskFeatures {
  /** Number of tasks. */
  readonly count: number;
  /** Candidates per task. */
  readonly candidates: number;
  /** `tasks * candidates x RANKER_FEATURES`. */
  readonly features: Float32Array;
  /** Index of the held-out item among the candidates, per task. */
  readonly heldOut: readonly number[];
}

/** Options of {@link computeTaskFeatures}. */
export interface TaskFeatureOptions {
  /** Evidence of the index of the tasks' split. */
  readonly evidence: Evidence;
  readonly onTask?: () => void;
  readonly signal?: AbortSignal | undefined;
}

/** Tasks between two returns to the event loop, which let an abort arrive. */
const YIELD_INTERVAL = 32;

/** Computes the features of every candidate of every task. */
export async function computeTaskFeatures(
  tasks: readonly RecommendationTask[],
  { evidence, onTask, signal }: TaskFeatureOptions,
): Promise<TaskFeatures> {
  const candidates = tasks[0]?.candidates.length ?? 0;
  const features = new Float32Array(tasks.length * candidates * RANKER_FEATURES);
  for (const [index, task] of tasks.entries()) {
    const rows = candidateFeatures(evidence, task, task.candidates);
    features.set(rows, index * candidates * RANKER_FEATURES);
    onTask?.();
    if (index % YIELD_INTERVAL !== 0) continue;
    await setImmediate();
    signal?.throwIfAborted();
  }
  const heldOut = tasks.map((task) => task.candidates.indexOf(task.heldOut));
  return { count: tasks.length, candidates, features, heldOut };
}

/** Features of candidates for one history, `candidates x RANKER_FEATURES`. */
export function candidateFeatures(
  evidence: Evidence,
  subject: EvidenceSubject,
  candidates: readonly ItemId[],
): Float32Array {
  return Float32Array.from(evidence.lines(subject, candidates, "all").flatMap(lineFeatures));
}
