import type { Difficulty } from "../../difficulty.js";
import type { Conversation, Message } from "../../transcript/conversation.js";
import type { LinearText } from "../../transcript/render-linear.js";

/** Splits of an export. All records of a user are in the same split. */
export const EXPORT_SPLITS = ["train", "validation"] as const;
/** One of {@link EXPORT_SPLITS}. */
export type ExportSplit = (typeof EXPORT_SPLITS)[number];

interface Origin {
  readonly id: string;
  /** Null for a graph without recommendation tasks. */
  readonly user: string | null;
  readonly split: ExportSplit;
}

/** A row of one agent's conversation. */
export interface RowRollout {
  /** Id of the trajectory. */
  readonly trajectory: string;
  readonly agent: string;
  /** Share of the trajectory's trained replies that are in this row: the weights of a trajectory's rows add up to 1. */
  readonly weight: number;
}

/** A row for supervised fine-tuning. */
export interface TrainingExample extends Origin {
  readonly conversation: Conversation;
  readonly linear: LinearText;
  /** Absent for a single-agent transcript of a whole trajectory. */
  readonly rollout?: RowRollout;
}

/** A task for reinforcement learning. `id` is the id of the task. */
export interface TrainingPrompt extends Origin {
  /** The tools and the messages before the first assistant turn. */
  readonly conversation: Conversation;
  readonly groundTruth: string;
  readonly candidates: readonly string[];
  /** Rated by the teacher's samples; null for a task with one sample. */
  readonly difficulty: Difficulty | null;
}

/**
 * Two continuations of one prompt: `chosen` ranks the held-out item first, `rejected` does not. `id` contains the ids of both
 * trajectories.
 */
export interface PreferencePair extends Origin {
  readonly tools: Conversation["tools"];
  /** The common prefix: the prompt of the task and the turns that are equal in both. */
  readonly prompt: readonly Message[];
  readonly chosen: readonly Message[];
  readonly rejected: readonly Message[];
}
