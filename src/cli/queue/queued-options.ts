import { z } from "zod";
import { REPEATS } from "../../data/select-interactions.js";
import { serverAddress } from "../../distill/teaching/server-address.js";
import type { TeacherSettings } from "../../distill/teaching/settings.js";
import { StarError } from "../../errors.js";
import type { Json } from "../../json.js";
import { SCENARIOS, SPLITS } from "../../types.js";
import type { TaskFlags } from "../data-flags.js";
import type { ModelFlags } from "../model-flags.js";
import type { Shard } from "../shard.js";

const optionsSchema = z.object({
  data: z.object({
    dataset: z.string(),
    seed: z.number(),
    users: z.number().exactOptional(),
    items: z.number().exactOptional(),
    interactions: z.number().exactOptional(),
    minRating: z.number().exactOptional(),
    since: z.number().exactOptional(),
    until: z.number().exactOptional(),
    repeats: z.enum(REPEATS),
    sampleUsers: z.number().exactOptional(),
    core: z.number().exactOptional(),
  }),
  tasks: z.object({
    split: z.enum(SPLITS),
    scenario: z.enum(SCENARIOS),
    tasks: z.number().exactOptional(),
    draws: z.number(),
    samples: z.number(),
    shard: z.object({ number: z.number(), count: z.number() }).exactOptional(),
  }),
  model: z.object({
    model: z.string(),
    baseUrl: z.string().exactOptional(),
    temperature: z.number(),
    modelOption: z.record(z.string(), z.custom<Json>()).exactOptional(),
    maxOutputTokens: z.number().exactOptional(),
  }),
  settings: z.object({
    maxReflections: z.number(),
    neighbors: z.boolean(),
    evidence: z.boolean(),
  }),
});

/** Options of a queued run that all its workers share. Paths, keys and limits are those of each machine. */
export type QueuedOptions = z.infer<typeof optionsSchema>;

/** Options of a run as a command gets them. */
export interface QueuedFlags extends TaskFlags, ModelFlags {
  readonly samples: number;
  readonly shard?: Shard;
}

/** The options to store with a run. Of the model's server only the address is stored, without user and password. */
export function toQueuedOptions(flags: QueuedFlags, settings: TeacherSettings): QueuedOptions {
  const { model: spec, baseUrl } = flags;
  const model =
    baseUrl === undefined ? flags : { ...flags, baseUrl: serverAddress({ spec, baseUrl }) };
  const options = { data: flags, tasks: flags, model, settings };
  // JSON has no keys of options that were not given, and the schema takes those that it names.
  return optionsSchema.parse(JSON.parse(JSON.stringify(options)));
}

/** @throws {StarError} `QUEUE_MISMATCH` when the options are those of another version. */
export function parseQueuedOptions(value: unknown): QueuedOptions {
  const { data, error } = optionsSchema.safeParse(value);
  if (data !== undefined) return data;
  throw new StarError("QUEUE_MISMATCH", {
    message: "The options of the queued run cannot be read; another version has written them.",
    remedy: "Install the same version of langgraph-star everywhere, and queue the run again.",
    cause: error,
  });
}
