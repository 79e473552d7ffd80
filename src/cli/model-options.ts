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

/** How many threads to start and how many tasks each has in flight. A model that computes here gains nothing from more. */
export function parallelism({ model, concurrency }: ModelOptions): {
  readonly threads: number;
  readonly slots: number;
} {
  const cores = availableParallelism();
  if (!isRemoteModel(model)) return { threads: Math.min(concurrency ?? cores, cores), slots: 1 };
  const wanted = concurrency ?? REMOTE_CONCURRENCY;
  const threads = Math.min(wanted, cores);
  return { threads, slots: Math.ceil(wanted / threads) };
}
