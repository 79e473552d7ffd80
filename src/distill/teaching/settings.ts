import type { ChatModelOptions } from "../../models/chat-model.js";
import type { Simulation } from "../../evaluation/report-schema.js";
import type { Dataset, RecommendationTask, VisibleTask } from "../../types.js";

/** Settings of the teacher that an ablation can change. */
export interface TeacherSettings {
  /** How many times the reflector may ask for a revision. 0 removes the reflector. */
  readonly maxReflections: number;
  /** Offers the neighbor search, and includes neighbors in the evidence. */
  readonly neighbors: boolean;
  /** Offers the tool for translated evidence. */
  readonly evidence: boolean;
}

/** The full teacher: two revisions, neighbors and evidence. */
export const TEACHER_DEFAULTS: TeacherSettings = {
  maxReflections: 2,
  neighbors: true,
  evidence: true,
};

/** The chat model of all roles. */
export interface ModelSettings {
  /** As for `createChatModel`: `offline` or `openai:NAME`. */
  readonly spec: string;
  readonly baseUrl?: string | undefined;
  /** Never written to a file. */
  readonly apiKey?: string | undefined;
  readonly temperature: number;
  /** Together with the sample number, the seed of the model's sampling. */
  readonly seed: number;
  /** Folder in which the server's answers are kept, and from which equal requests are answered. Default: none. */
  readonly cache?: string | undefined;
  /** Limits of the requests to the server. */
  readonly limits?: ChatModelOptions["limits"];
  /** Longest reply of every role, in tokens. Default 4096. */
  readonly maxOutputTokens?: number | undefined;
  /** Further parameters of every request. */
  readonly modelOptions?: ChatModelOptions["modelOptions"];
}

/** The parts of a dataset that a teacher needs besides tasks and index. */
export type TeachingDataset = Pick<Dataset, "items" | "clock" | "synthetic">;

/** One ranking of one task. */
export interface RankingJob {
  readonly settings: TeacherSettings;
  readonly task: VisibleTask;
  /** Number of the sample of this task, from 0. */
  readonly sample: number;
  /** If given, the answer includes the latency simulated for a model of this speed. */
  readonly simulation?: Simulation | undefined;
}

/** One recorded run of one task. The recording contains the held-out item. */
export interface TeachingJob extends RankingJob {
  readonly task: RecommendationTask;
}
