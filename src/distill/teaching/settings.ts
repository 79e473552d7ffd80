import type { Simulation } from "../../evaluation/report-schema.js";
import type { Dataset, RecommendationTask, VisibleTask } from "../../types.js";

/** What can be switched off in the teacher. */
export interface TeacherSettings {
  /** How often the reflector may send agents back; 0 leaves it out. */
  readonly maxReflections: number;
  /** Whether agents may search for neighbors, and see evidence made of them. */
  readonly neighbors: boolean;
  /** Whether agents may read translated evidence. */
  readonly evidence: boolean;
}

export const TEACHER_DEFAULTS: TeacherSettings = {
  maxReflections: 2,
  neighbors: true,
  evidence: true,
};

/** Which model plays the teacher's roles. The key stays in memory. */
export interface ModelSettings {
  /** As `createChatModel` takes it: `offline` or `openai:NAME`. */
  readonly spec: string;
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly temperature: number;
  /** With the sample's number it decides what sampling gives. */
  readonly seed: number;
}

/** What is needed of a dataset once the tasks are made and the index is fitted. */
export type TeachingDataset = Pick<Dataset, "items" | "clock" | "synthetic">;

/** One task to be ranked once by one teacher. */
export interface RankingJob {
  readonly settings: TeacherSettings;
  readonly task: VisibleTask;
  /** Which of several samples of the task, from 0. */
  readonly sample: number;
  /** The model whose latency the answer is to tell, too. */
  readonly simulation?: Simulation | undefined;
}

/** One task to be run once by one teacher, and written down with what came of it. */
export interface TeachingJob extends RankingJob {
  readonly task: RecommendationTask;
}
