import type { StructuredToolInterface } from "@langchain/core/tools";
import { checkModel } from "../distill/teaching/check-model.js";
import { openServer } from "../distill/teaching/server.js";
import type { ModelSettings } from "../distill/teaching/settings.js";
import { createStudentRunner } from "../graphs/student.js";
import type { Json } from "../json.js";
import { createChatModel, isRemoteModel } from "../models/chat-model.js";
import type { StudentAppOptions } from "../serve/student/options.js";
import type { Sampling } from "../serve/student/settings.js";
import { EmbeddedStudentModel } from "../student/chat/embedded-student-model.js";
import type { Student } from "../student/student.js";
import type { Dataset } from "../types.js";
import type { Io } from "./io.js";
import { modelSettings } from "./model-flags.js";
import { assertModelSuits, compileSingleAgent, type SingleAgent } from "./single-agents.js";

/** The part of a student server that depends on what is served. */
export type ServedAgent = Pick<StudentAppOptions, "model" | "adjustable" | "graph"> & {
  /** Default name in the API. */
  readonly name: string;
};

/** What the graph of a served agent needs. */
export interface AgentData {
  readonly tools: readonly StructuredToolInterface[];
  readonly dataset: Dataset;
}

/** An embedded student. */
export function serveEmbedded(
  student: Student,
  { tools, constrained }: AgentData & { readonly constrained: boolean },
): ServedAgent {
  const adjust = ({ temperature = 0, seed = 1, maxTokens = Infinity }: Sampling) =>
    new EmbeddedStudentModel({ student, constrained, temperature, seed, maxTokens });
  const model = adjust({});
  return {
    model,
    name: student.name,
    adjustable: { honors: ["temperature", "seed", "max_tokens", "stop"], adjust },
    graph: createStudentRunner({ llm: model, tools }),
  };
}

/** Parsed flags of an agent with a chat model. */
export interface ServedModelFlags {
  readonly model: string;
  readonly baseUrl?: string;
  readonly policy: SingleAgent;
  readonly temperature: number;
  readonly seed: number;
  readonly maxOutputTokens?: number;
  readonly modelOption?: Readonly<Record<string, Json>>;
  readonly maxRunning: number;
}

/**
 * A single agent with a chat model. Its server is asked first whether it works.
 *
 * @throws {StarError} A code that begins with `MODEL_` when it does not; `INVALID_ARGUMENT` for a student with the offline model.
 */
export async function serveChatModel(
  flags: ServedModelFlags,
  { tools, dataset }: AgentData,
  io: Io,
): Promise<ServedAgent> {
  const { policy, model: spec, maxRunning: concurrency } = flags;
  assertModelSuits(policy, spec);
  const settings = modelSettings({ ...flags, concurrency }, io);
  const { endpoint } = openServer({ model: settings, onNote: io.note });
  const llm = await createChatModel(spec, { ...settings, endpoint });
  await checkModel({ model: settings, tools, onNote: io.note });
  const isRemote = isRemoteModel(spec);
  return {
    model: llm,
    name: isRemote ? spec.slice(spec.indexOf(":") + 1) : policy,
    adjustable: {
      honors: isRemote
        ? ["temperature", "top_p", "seed", "max_tokens", "stop", "tool_choice"]
        : ["temperature", "seed"],
      adjust: (sampling) => createChatModel(spec, { ...adjusted(settings, sampling), endpoint }),
    },
    graph: compileSingleAgent(policy, { llm, tools, dataset }),
  };
}

/** The settings of a model with those of one request. */
function adjusted(
  settings: ModelSettings,
  { temperature, topP, seed, maxTokens }: Sampling,
): ModelSettings {
  return {
    ...settings,
    temperature: temperature ?? settings.temperature,
    seed: seed ?? settings.seed,
    maxOutputTokens: maxTokens ?? settings.maxOutputTokens,
    ...(topP !== undefined && { modelOptions: { ...settings.modelOptions, top_p: topP } }),
  };
}
