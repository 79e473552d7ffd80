import type { Manifest } from "../export/manifest.js";
import type { TrainerEventOf } from "./events.js";
import type { LlmTrainOptions } from "./options.js";

/** {@link LlmTrainOptions} with all defaults. */
export type LlmTrainSettings = Required<
  Omit<LlmTrainOptions, "steps" | "minutes" | "threads" | "learningRate">
> & {
  readonly steps: number | null;
  readonly minutes: number | null;
  readonly threads: number | null;
  readonly learningRate: number;
};

type Without<Event> = Omit<Event, "event">;

/** Contents of `training.json` in the folder of a language model that was trained: data, settings and curves. */
export interface LlmTrainingRecord {
  readonly engine: "trl";
  readonly settings: Omit<LlmTrainSettings, "trajectories" | "out" | "force" | "python">;
  /** Checksums of the trajectory file and the base model. */
  readonly trajectories: string;
  readonly base: string;
  /** Counts of the export. */
  readonly counts: Manifest["counts"]["verdicts"];
  readonly data: Without<TrainerEventOf<"data">>;
  readonly model: Without<TrainerEventOf<"model">>;
  readonly curves: {
    readonly loss: readonly Pick<TrainerEventOf<"progress">, "step" | "loss" | "accuracy">[];
    readonly validation: readonly Without<TrainerEventOf<"validation">>[];
  };
  readonly done: Without<TrainerEventOf<"done">>;
}

/** Progress of a run. */
export interface LlmTrainProgress {
  readonly stage: "environment" | "export" | "sft" | "saving";
  /** From 0 to 1. */
  readonly share: number;
  readonly note: string;
}
