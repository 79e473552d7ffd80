import type { Conversation, Message } from "../../transcript/conversation.js";
import type { LinearText } from "../../transcript/render-linear.js";

/** The sides of an export. A user is on one of them with all that is exported of them. */
export const EXPORT_SPLITS = ["train", "validation"] as const;
export type ExportSplit = (typeof EXPORT_SPLITS)[number];

export const DIFFICULTIES = ["easy", "medium", "hard"] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

interface Origin {
  readonly id: string;
  /** Null for a graph that has nothing to do with recommendation. */
  readonly user: string | null;
  readonly split: ExportSplit;
}

/** A trajectory to imitate. */
export interface Example extends Origin {
  readonly conversation: Conversation;
  readonly linear: LinearText;
}

/** A task to be solved during reinforcement learning. `id` is the task's. */
export interface Prompt extends Origin {
  /** The tools and the opening. */
  readonly conversation: Conversation;
  readonly groundTruth: string;
  readonly candidates: readonly string[];
  /** How often the teacher solves it; null where it tried only once. */
  readonly difficulty: Difficulty | null;
}

/** Two endings of one conversation: the first ranks the held-out item first, the second does not. `id` names both. */
export interface Pair extends Origin {
  readonly tools: Conversation["tools"];
  /** What both have in common: the opening, and the turns that are the same. */
  readonly prompt: readonly Message[];
  readonly chosen: readonly Message[];
  readonly rejected: readonly Message[];
}

/** Whatever a row is made of. */
export interface Records {
  readonly examples: Example;
  readonly prompts: Prompt;
  readonly pairs: Pair;
}
export const RECORD_KINDS = ["examples", "prompts", "pairs"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
