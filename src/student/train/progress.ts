import type { RlReport } from "../rl/rl-run.js";
import type { Stage } from "./options.js";
import type { ValidationPoint } from "./record.js";

/** What training is at. */
export interface TrainProgress {
  readonly stage: "read" | "measure" | Stage;
  readonly done: number;
  readonly total: number;
  /** The latest validation. */
  readonly validation?: ValidationPoint | undefined;
  /** The latest iteration of reinforcement. */
  readonly report?: RlReport | undefined;
}
