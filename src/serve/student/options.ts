import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { assertIntegers, invalidOption, LONGEST_TIMEOUT_MS } from "../../assert.js";
import type { GraphInput } from "../../graphs/graph-input.js";
import type { RankedAnswer } from "../../graphs/policy.js";
import type { Dataset, VisibleTask } from "../../types.js";
import { warn } from "../http/report-error.js";
import type { Sampling, SettingName } from "./settings.js";

/** Final state of a student's graph: see `createStudent`. */
export interface StudentAnswer extends RankedAnswer {
  /** The conversation. */
  readonly messages: readonly BaseMessage[];
}

/** A compiled student: `createStudent({ llm, tools }).compile()`. */
export interface StudentGraph {
  invoke(
    input: GraphInput,
    options: {
      readonly context: { readonly task: VisibleTask };
      readonly callbacks: BaseCallbackHandler[];
      readonly signal: AbortSignal;
    },
  ): Promise<StudentAnswer>;
}

/** The settings that a model supports per request. */
export interface AdjustableModel {
  /** Supported settings. Others are accepted and listed as ignored in the response. */
  readonly honors: readonly SettingName[];
  /** Returns the model with the settings of one request. `stop` and `tool_choice` are passed as call options instead. */
  adjust(sampling: Sampling): BaseChatModel | Promise<BaseChatModel>;
}

/** Options of `createStudentApp`. */
export interface StudentAppOptions {
  /** Serves `POST /v1/chat/completions`. */
  readonly model: BaseChatModel;
  /** Name of the model in the API. */
  readonly name: string;
  /** Default: the model supports no settings. */
  readonly adjustable?: AdjustableModel | undefined;
  /** Serves `POST /recommend`; it executes `tools` itself. */
  readonly graph: StudentGraph;
  /** Listed by `GET /tools`, so that chat clients can offer the tools that the model was trained with. */
  readonly tools: readonly StructuredToolInterface[];
  /** Known users and items, with the interactions that the student may see. */
  readonly dataset: Dataset;
  /** With a token, every request must carry it; without one, only requests from this machine are answered. */
  readonly token?: string | undefined;
  /** Origins whose web pages may use the server, such as `https://shop.example`; `*` needs a token. Default: none. */
  readonly cors?: readonly string[] | undefined;
  /** Maximum size of a request body. Default 1 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Maximum number of requests processed at the same time. Default 4. */
  readonly maxRunning?: number | undefined;
  /** Maximum number of queued requests, at least 0. Default 64. */
  readonly maxWaiting?: number | undefined;
  /** Maximum duration of a request including its time in the queue, in milliseconds. Default 2 minutes. */
  readonly timeoutMs?: number | undefined;
  /** Maximum number of candidates of a recommendation. Default 20, the number that students are trained with. */
  readonly maxCandidates?: number | undefined;
  /** Receives internal errors, with the token removed. Default: a process warning. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/**
 * Validates options and fills in the defaults.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if a number is out of range or the name is empty.
 */
export function resolveStudentOptions(options: StudentAppOptions) {
  const limits = {
    maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
    maxRunning: options.maxRunning ?? 4,
    timeoutMs: options.timeoutMs ?? 120_000,
    maxCandidates: options.maxCandidates ?? 20,
  };
  assertIntegers(limits, { most: LONGEST_TIMEOUT_MS });
  const { name, maxWaiting = 64, onError = warn } = options;
  assertIntegers({ maxWaiting }, { least: 0, most: LONGEST_TIMEOUT_MS });
  if (name === "") throw invalidOption("name", name, "Pass the name of the model in the API.");
  return { ...options, ...limits, maxWaiting, onError };
}

/** {@link StudentAppOptions} with defaults. */
export type ResolvedStudentOptions = ReturnType<typeof resolveStudentOptions>;
