import type { Command } from "commander";
import { availableParallelism } from "node:os";
import type { ModelSettings } from "../distill/teaching/settings.js";
import { createChatModel, isRemoteModel } from "../models/chat-model.js";
import type { Io } from "./io.js";
import { integerFrom, parseTemperature } from "./parse.js";

/** Which model plays the teacher, and how many tasks it has in flight. */
export interface ModelOptions {
  readonly model: string;
  readonly baseUrl?: string;
  readonly temperature: number;
  readonly concurrency?: number;
  readonly seed: number;
}

const REMOTE_CONCURRENCY = 8;
const FEW_RUNS = 24;

/** Adds `--model`, `--base-url`, `--temperature` and `--concurrency`. */
export function addModelOptions(command: Command): Command {
  return command
    .option("--model <spec>", "offline (rules, no LLM) or openai:NAME", "offline")
    .option("--base-url <url>", "server of openai:NAME (key: $OPENAI_API_KEY)")
    .option("--temperature <t>", "0 is deterministic", parseTemperature, 0)
    .option(
      "--concurrency <n>",
      `tasks in flight (default: the cores for offline, ${REMOTE_CONCURRENCY} for openai)`,
      integerFrom(1),
    );
}

/** The model that the options ask for, with the key from the environment. */
export function modelSettings(options: ModelOptions, { environment }: Io): ModelSettings {
  const { model: spec, baseUrl, temperature, seed } = options;
  const apiKey = isRemoteModel(spec) ? environment["OPENAI_API_KEY"] : undefined;
  return { spec, baseUrl, apiKey, temperature, seed };
}

/**
 * Tells a wrong name, a missing key or a missing package before any work is done.
 *
 * @throws {StarError} as `createChatModel` does.
 */
export async function assertModel(options: ModelOptions, io: Io): Promise<void> {
  const settings = modelSettings(options, io);
  await createChatModel(settings.spec, settings);
}

/** How the runs of a teacher are spread. */
export interface Parallelism {
  /** 0 works in this thread. */
  readonly threads: number;
  /** Tasks that a thread has in flight. */
  readonly slots: number;
  /** Tasks in flight, all threads together. */
  readonly total: number;
}

/**
 * Spreads runs. A model that computes here gains nothing from more tasks than cores, nor a few runs from threads that take
 * a second to start.
 */
export function parallelism({ model, concurrency }: ModelOptions, runs: number): Parallelism {
  const cores = availableParallelism();
  const isRemote = isRemoteModel(model);
  const wanted = concurrency ?? (isRemote ? REMOTE_CONCURRENCY : cores);
  const threads = Math.min(wanted, cores);
  if (threads === 1 || runs <= FEW_RUNS) return alone(isRemote ? wanted : 1);
  const slots = isRemote ? Math.ceil(wanted / threads) : 1;
  return { threads, slots, total: threads * slots };
}

function alone(slots: number): Parallelism {
  return { threads: 0, slots, total: slots };
}
