import type { StructuredToolInterface } from "@langchain/core/tools";
import { assertIntegers, LONGEST_TIMEOUT_MS } from "../../assert.js";
import { scoreText } from "../../distill/transcript/reward/score-text.js";
import { StarError } from "../../errors.js";
import type { Dataset, RecommendationTask, Split } from "../../types.js";
import { warn } from "../http/report-error.js";

/** The tasks of one split and the tools for them. */
export interface ServedSplit {
  readonly split: Split;
  /** In the order in which episodes use them. */
  readonly tasks: readonly RecommendationTask[];
  /** Tools over an index that was fitted for this split; an index of another split would leak held-out items. */
  readonly tools: readonly StructuredToolInterface[];
}

/** Options of `createEnvironmentApp`. */
export interface EnvironmentOptions {
  /** At least one. The first is the default split of a request. */
  readonly splits: readonly ServedSplit[];
  readonly dataset: Pick<Dataset, "name" | "synthetic" | "items" | "clock">;
  /** Reward function. Default: the reward that this library trains and filters with. */
  readonly score?: typeof scoreText | undefined;
  /** With a token, every request must carry it; without one, only requests from this machine are answered. */
  readonly token?: string | undefined;
  /** Origins whose web pages may use the server, such as `https://shop.example`; `*` needs a token. Default: none. */
  readonly cors?: readonly string[] | undefined;
  /** Maximum size of a request body. Default 1 MiB, sixteen times a completion of 16,384 tokens. */
  readonly maxBodyBytes?: number | undefined;
  /** An episode without requests for this time ends, in milliseconds. Default 30 minutes. */
  readonly idleMs?: number | undefined;
  /** Maximum number of episodes in progress. Default 4096. */
  readonly maxEpisodes?: number | undefined;
  /** Receives internal errors. Default: a process warning. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

const DEFAULTS = { maxBodyBytes: 1_048_576, idleMs: 1_800_000, maxEpisodes: 4096 };

/**
 * Validates options and fills in the defaults.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if a number is out of range, a split has no task, or a task is of another split or
 * duplicated.
 */
export function resolveEnvironmentOptions(options: EnvironmentOptions) {
  const { splits, dataset, score = scoreText, token, cors } = options;
  const limits = {
    maxBodyBytes: options.maxBodyBytes ?? DEFAULTS.maxBodyBytes,
    idleMs: options.idleMs ?? DEFAULTS.idleMs,
    maxEpisodes: options.maxEpisodes ?? DEFAULTS.maxEpisodes,
  };
  assertIntegers(limits, { most: LONGEST_TIMEOUT_MS });
  assertTasks(splits);
  return { splits, dataset, score, token, cors, ...limits, onError: options.onError ?? warn };
}

/** {@link EnvironmentOptions} with defaults. */
export type ResolvedEnvironmentOptions = ReturnType<typeof resolveEnvironmentOptions>;

function assertTasks(splits: readonly ServedSplit[]): void {
  const seen = new Set<string>();
  for (const { split, tasks } of splits) {
    for (const task of tasks) {
      if (task.split !== split) {
        throw invalidTasks(`Task ${task.id} is in split ${split}, but belongs to ${task.split}.`);
      }
      if (seen.has(task.id)) throw invalidTasks(`Duplicate task id ${task.id}.`);
      seen.add(task.id);
    }
  }
  if (splits.length === 0) throw invalidTasks("There is no split to serve.");
  const empty = splits.find(({ tasks }) => tasks.length === 0);
  if (empty !== undefined) throw invalidTasks(`The split ${empty.split} has no tasks.`);
}

function invalidTasks(message: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message,
    remedy: "Pass each split once, with the tasks that createTasks returned for it.",
  });
}
