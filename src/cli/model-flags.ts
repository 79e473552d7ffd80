import type { Command } from "commander";
import { availableParallelism } from "node:os";
import type { ModelSettings } from "../distill/teaching/settings.js";
import { createChatModel, isRemoteModel } from "../models/chat-model.js";
import type { Io } from "./io.js";
import { integerFrom, parseTemperature } from "./parse.js";

/** Parsed flags that select the teacher's model. */
export interface ModelFlags {
  readonly model: string;
  readonly baseUrl?: string;
  readonly temperature: number;
  readonly concurrency?: number;
  readonly seed: number;
}

/** Default number of concurrent tasks with a remote model. */
const REMOTE_CONCURRENCY = 8;
/** Up to this number of runs, starting threads takes longer than it saves. */
const FEW_RUNS = 24;

/** Adds `--model`, `--base-url`, `--temperature` and `--concurrency`. */
export function addModelFlags(command: Command): Command {
  return command
    .optionsGroup("Model options:")
    .option("--model <spec>", "offline (rules, no LLM) or openai:NAME", "offline")
    .option("--base-url <url>", "base URL of the openai:NAME server (key: $OPENAI_API_KEY)")
    .option("--temperature <t>", "sampling temperature; 0 is deterministic", parseTemperature, 0)
    .option(
      "--concurrency <n>",
      `concurrent tasks (default: CPU cores for offline, ${REMOTE_CONCURRENCY} for openai)`,
      integerFrom(1),
    )
    .optionsGroup("Options:");
}

/** Converts the flags to model settings, with the API key from the environment. */
export function modelSettings(flags: ModelFlags, { environment }: Io): ModelSettings {
  const { model: spec, baseUrl, temperature, seed } = flags;
  const apiKey = isRemoteModel(spec) ? environment["OPENAI_API_KEY"] : undefined;
  return { spec, baseUrl, apiKey, temperature, seed };
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
 * because threads take a second to start.
 */
export function parallelism({ model, concurrency }: ModelFlags, runs: number): Parallelism {
  const cores = availableParallelism();
  const isRemote = isRemoteModel(model);
  const wanted = concurrency ?? (isRemote ? REMOTE_CONCURRENCY : cores);
  const threads = Math.min(wanted, cores);
  if (threads === 1 || runs <= FEW_RUNS) return inThisThread(isRemote ? wanted : 1);
  const slots = isRemote ? Math.ceil(wanted / threads) : 1;
  return { threads, slots, total: threads * slots };
}

function inThisThread(slots: number): Parallelism {
  return { threads: 0, slots, total: slots };
}
