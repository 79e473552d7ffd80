import { setImmediate } from "node:timers/promises";
import type { Evidence } from "../../collaborative/evidence/evidence.js";
import type { EvidenceSubject } from "../../collaborative/evidence/history-signals.js";
import type { ItemId, RecommendationTask } from "../../types.js";
import { FEATURES, featuresOf } from "./features.js";

/** The evidence of tasks in numbers. */
export interface MeasuredTasks {
  /** How many. */
  readonly count: number;
  /** Candidates of each. */
  readonly candidates: number;
  /** `tasks * candidates x FEATURES`. */
  readonly features: Float32Array;
  /** Where the held-out item stands among the candidates of each task, from 0. */
  readonly heldOut: readonly number[];
}

export interface MeasureOptions {
  /** Over the index of the tasks' split. */
  readonly evidence: Evidence;
  readonly onTask?: () => void;
  readonly signal?: AbortSignal | undefined;
}

const BREATHER = 32;

/** Measures what the evidence says about every candidate of every task. */
export async function measureTasks(
  tasks: readonly RecommendationTask[],
  { evidence, onTask, signal }: MeasureOptions,
): Promise<MeasuredTasks> {
  const candidates = tasks[0]?.candidates.length ?? 0;
  const features = new Float32Array(tasks.length * candidates * FEATURES);
  const subjectOf = createSubjects();
  for (const [place, task] of tasks.entries()) {
    const rows = featuresOfCandidates(evidence, subjectOf(task), task.candidates);
    features.set(rows, place * candidates * FEATURES);
    onTask?.();
    if (place % BREATHER !== 0) continue;
    await setImmediate(); // lets an abort through
    signal?.throwIfAborted();
  }
  const heldOut = tasks.map((task) => task.candidates.indexOf(task.heldOut));
  return { count: tasks.length, candidates, features, heldOut };
}

/** Features of the candidates of one subject, `candidates x FEATURES`. */
export function featuresOfCandidates(
  evidence: Evidence,
  subject: EvidenceSubject,
  candidates: readonly ItemId[],
): Float32Array {
  return Float32Array.from(
    candidates.flatMap((itemId) => featuresOf(evidence.line(subject, itemId, "all"))),
  );
}

/**
 * Evidence remembers the signals of a history as long as its array lives. All draws of a task share one array, which lives no
 * longer than they are measured.
 */
function createSubjects(): (task: RecommendationTask) => EvidenceSubject {
  let original: RecommendationTask["history"] | undefined;
  let subject: EvidenceSubject = { userId: "", history: [] };
  return ({ userId, history }) => {
    if (history !== original) subject = { userId, history: [...history] };
    original = history;
    return subject;
  };
}
