import type { StructuredToolInterface } from "@langchain/core/tools";
import { assertIntegers, LONGEST_TIMEOUT_MS } from "../../assert.js";
import { scoreText } from "../../distill/transcript/reward/score-text.js";
import { StarError } from "../../errors.js";
import type { Dataset, RecommendationTask, Split } from "../../types.js";
import { warn } from "../http/warn.js";

/** The tasks of one split with the tools that may answer about them. */
export interface ServedSplit {
  readonly split: Split;
  /** In the order in which they are given out. */
  readonly tasks: readonly RecommendationTask[];
  /** Over an index fitted for this very split: tools of another one would know what these tasks hide. */
  readonly tools: readonly StructuredToolInterface[];
}

export interface EnvironmentOptions {
  /** At least one. The first is taken where a request names none. */
  readonly splits: readonly ServedSplit[];
  readonly dataset: Pick<Dataset, "name" | "synthetic" | "items" | "clock">;
  /** The reward. Default: the one that this library trains and filters by. */
  readonly score?: typeof scoreText | undefined;
  /** With a token every request must carry it; without one only this machine is answered. */
  readonly token?: string | undefined;
  /** Default 1 MiB, sixteen times a completion of 16,384 tokens. */
  readonly maxBodyBytes?: number | undefined;
  /** How long an episode may rest before it ends by itself, in milliseconds. Default 30 minutes. */
  readonly idleMs?: number | undefined;
  /** Most episodes at a time. Default 4096. */
  readonly maxEpisodes?: number | undefined;
  /** Gets what went wrong inside the server. Default: a warning of the process. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

const DEFAULTS = { maxBodyBytes: 1_048_576, idleMs: 1_800_000, maxEpisodes: 4096 };

/**
 * The options with every default filled in.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when a number is out of range, there is no task, or a task is in a wrong place or twice.
 */
export function resolveEnvironment(options: EnvironmentOptions) {
  const { splits, dataset, score = scoreText, token } = options;
  const limits = {
    maxBodyBytes: options.maxBodyBytes ?? DEFAULTS.maxBodyBytes,
    idleMs: options.idleMs ?? DEFAULTS.idleMs,
    maxEpisodes: options.maxEpisodes ?? DEFAULTS.maxEpisodes,
  };
  assertIntegers(limits, { most: LONGEST_TIMEOUT_MS });
  requireTasks(splits);
  return { splits, dataset, score, token, ...limits, onError: options.onError ?? warn };
}

export type ResolvedEnvironment = ReturnType<typeof resolveEnvironment>;

function requireTasks(splits: readonly ServedSplit[]): void {
  const seen = new Set<string>();
  for (const { split, tasks } of splits) {
    for (const task of tasks) {
      if (task.split !== split) throw refuseTask(`Task ${task.id} is not of split ${split}.`);
      if (seen.has(task.id)) throw refuseTask(`Task ${task.id} is there twice.`);
      seen.add(task.id);
    }
  }
  if (splits.length === 0 || splits.some(({ tasks }) => tasks.length === 0)) {
    throw refuseTask("A split without a task cannot be served.");
  }
}

function refuseTask(message: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message,
    remedy: "Pass each split once, with the tasks that createTasks gave for it.",
  });
}
