import type { Command } from "commander";
import { availableParallelism } from "node:os";
import type { ModelSettings } from "../distill/teaching/settings.js";
import { createChatModel, isRemoteModel } from "../models/chat-model.js";
import type { Json } from "../json.js";
import type { Io } from "./io.js";
import { collectOption, integerFrom, parseSeconds, parseTemperature } from "./parse.js";

/** Parsed flags that select a model. */
export interface ModelFlags extends RequestFlags {
  readonly model: string;
  readonly baseUrl?: string | undefined;
  /** Environment variable with the API key. Default `OPENAI_API_KEY`. */
  readonly keyVariable?: string;
}

/** Parsed flags of the requests to a model, whichever it is. */
export interface RequestFlags {
  readonly temperature: number;
  readonly concurrency?: number;
  readonly seed: number;
  readonly modelOption?: Readonly<Record<string, Json>>;
  readonly maxOutputTokens?: number;
  /** Milliseconds. */
  readonly timeout?: number;
  /** Milliseconds. */
  readonly firstByteTimeout?: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly cache?: string;
}

/** Default number of concurrent requests to a server. */
const REMOTE_CONCURRENCY = 8;
/** Tasks per request: a task that waits for another attempt leaves its place to the next one. */
const TASKS_PER_REQUEST = 2;
/** Up to this number of runs, starting threads takes longer than it saves. */
const FEW_RUNS = 24;

/** Heading of the flags in the help of a command. */
export const MODEL_GROUP = "Model options:";

/** Adds the flags that select the model and limit the requests to its server. */
export function addModelFlags(command: Command): Command {
  command
    .optionsGroup(MODEL_GROUP)
    .option("--model <spec>", "offline (rules, no LLM) or openai:NAME", "offline")
    .option("--base-url <url>", "base URL of the openai:NAME server (key: $OPENAI_API_KEY)");
  return addRequestFlags(command);
}

/** Adds the flags of {@link RequestFlags}. */
export function addRequestFlags(command: Command): Command {
  command
    .optionsGroup(MODEL_GROUP)
    .option("--temperature <t>", "sampling temperature; 0 is deterministic", parseTemperature, 0)
    .option(
      "--concurrency <n>",
      `concurrent tasks, for openai concurrent requests (default: CPU cores, ${REMOTE_CONCURRENCY})`,
      integerFrom(1),
    );
  return addLimitFlags(command)
    .option("--max-output-tokens <n>", "longest reply (default: 4096)", integerFrom(1))
    .option(
      "--model-option <key=json>",
      "further parameter of every request, such as top_p=0.9 or seed=null; repeatable",
      collectOption,
    )
    .optionsGroup("Options:");
}

/** Adds the flags of {@link RequestFlags} that belong to a machine and not to what the model is asked. */
export function addLimitFlags(command: Command): Command {
  return command
    .option("--timeout <seconds>", "longest time of one request (default: 300)", parseSeconds)
    .option(
      "--first-byte-timeout <seconds>",
      "longest time until an answer begins (default: --timeout)",
      parseSeconds,
    )
    .option("--requests-per-minute <n>", "limit of requests", integerFrom(1))
    .option("--tokens-per-minute <n>", "limit of input and output tokens", integerFrom(1))
    .option("--cache <dir>", "keep the server's answers in this folder, and reuse them");
}

/** Converts the flags to model settings, with the API key from the environment. */
export function modelSettings(flags: ModelFlags, { environment }: Io): ModelSettings {
  const { model: spec, baseUrl, temperature, seed, maxOutputTokens, modelOption, cache } = flags;
  const { keyVariable = "OPENAI_API_KEY" } = flags;
  const apiKey = isRemoteModel(spec) ? environment[keyVariable] : undefined;
  const limits = {
    concurrency: flags.concurrency ?? REMOTE_CONCURRENCY,
    callMs: flags.timeout,
    firstByteMs: flags.firstByteTimeout,
    requestsPerMinute: flags.requestsPerMinute,
    tokensPerMinute: flags.tokensPerMinute,
  };
  const replies = { maxOutputTokens, modelOptions: modelOption };
  return { spec, baseUrl, apiKey, temperature, seed, cache, limits, ...replies };
}

/**
 * Creates the model once, so that a wrong name or a missing package is reported before any work is done.
 *
 * @throws {StarError} `MODEL_UNKNOWN`, `INVALID_ARGUMENT` or `DEPENDENCY_MISSING` as `createChatModel` does.
 */
export async function assertModel(flags: ModelFlags, io: Io): Promise<void> {
  const settings = modelSettings(flags, io);
  await createChatModel(settings.spec, settings);
}

/** Distribution of teacher runs over threads. */
interface Parallelism {
  /** Number of worker threads; 0 runs in this thread. */
  readonly threads: number;
  /** Concurrent tasks per thread. */
  readonly slots: number;
  /** Concurrent tasks in all threads. */
  readonly total: number;
}

/**
 * Distributes runs over threads. The offline model uses at most one task per CPU core. A few runs stay in this thread,
 * because threads take a second to start. So do all runs with a server, which share its limits.
 */
export function parallelism({ model, concurrency }: ModelFlags, runs: number): Parallelism {
  if (isRemoteModel(model)) {
    return inThisThread(TASKS_PER_REQUEST * (concurrency ?? REMOTE_CONCURRENCY));
  }
  const cores = availableParallelism();
  const threads = Math.min(concurrency ?? cores, cores);
  if (threads === 1 || runs <= FEW_RUNS) return inThisThread(1);
  return { threads, slots: 1, total: threads };
}

function inThisThread(slots: number): Parallelism {
  return { threads: 0, slots, total: slots };
}
