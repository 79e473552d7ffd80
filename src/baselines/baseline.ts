import type { CollaborativeIndex } from "../collaborative/collaborative-index.js";
import type { Dataset, Policy, Split } from "../types.js";
import type { BaselineProgress, HitRateCheck } from "./train-best.js";

/** A policy to compare with, as an entry of the registry. */
export interface Baseline {
  /** Name on the command line and in reports. */
  readonly name: string;
  /** What fitting needs: nothing, the collaborative index, or training in a worker thread, which takes minutes. */
  readonly needs: "nothing" | "index" | "training";
  /**
   * Whether it is trained on the held-out items of training tasks. Such a baseline is an upper bound and not a competitor, and
   * cannot be evaluated on training tasks.
   */
  readonly isCeiling: boolean;
  /** Largest catalog that it can be fitted on. Default: any. */
  readonly maxItems?: number;
  /** False for one that cannot rank a whole catalog in place of a task's 20 candidates. Default true. */
  readonly ranksCatalog?: boolean;
  /** Printed next to its figures. */
  readonly note?: string;
  fit(context: BaselineContext): FittedBaseline | Promise<FittedBaseline>;
}

/** Data and options for fitting a baseline. */
export interface BaselineContext {
  readonly dataset: Dataset;
  /** Split of the tasks to rank. */
  readonly split: Split;
  /** The index of this split. */
  readonly index: CollaborativeIndex;
  readonly seed: number;
  readonly onProgress?: (progress: BaselineProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A fitted baseline. */
export interface FittedBaseline {
  readonly policy: Policy;
  /** Validations during training; absent without training. */
  readonly checks?: readonly HitRateCheck[];
  /** What was chosen on validation tasks besides, as words for the terminal; absent if nothing was. */
  readonly choice?: string;
}
