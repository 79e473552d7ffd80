import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { assertIntegers, LONGEST_TIMEOUT_MS } from "../../assert.js";
import { StarError } from "../../errors.js";
import type { GraphInput } from "../../graphs/opening.js";
import type { RankedAnswer } from "../../graphs/policy.js";
import type { Dataset, VisibleTask } from "../../types.js";
import { warn } from "../http/warn.js";
import type { Sampling, SettingName } from "./settings.js";

/** What a student's graph says in the end: see `createStudent`. */
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

/** What a model can be told with each request. */
export interface AdjustableModel {
  /** Settings that have an effect. Others are accepted and named as ignored in the answer. */
  readonly honors: readonly SettingName[];
  /** The model with these settings, for a request that names some. `stop` and `tool_choice` are passed with the call. */
  adjust(sampling: Sampling): BaseChatModel;
}

export interface StudentOptions {
  /** Answers `POST /v1/chat/completions`. */
  readonly model: BaseChatModel;
  /** What clients call the model. */
  readonly name: string;
  /** Default: the model honors no setting. */
  readonly adjustable?: AdjustableModel | undefined;
  /** Answers `POST /recommend`; it calls `tools` itself. */
  readonly graph: StudentGraph;
  /** What `GET /tools` describes, so that clients of the model can offer what it was trained with. */
  readonly tools: readonly StructuredToolInterface[];
  /** The users and items that can be asked about, with the history that may be seen. */
  readonly dataset: Dataset;
  /** With a token every request must carry it; without one only this machine is answered. */
  readonly token?: string | undefined;
  /** Default 1 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Most requests answered at a time. Default 4. */
  readonly maxRunning?: number | undefined;
  /** Most requests that wait; 0 lets none. Default 64. */
  readonly maxWaiting?: number | undefined;
  /** How long an answer may take, its wait included, in milliseconds. Default 2 minutes. */
  readonly timeoutMs?: number | undefined;
  /** Most candidates of a recommendation. Default 20, with which students are trained. */
  readonly maxCandidates?: number | undefined;
  /** Gets what went wrong inside the server, without the token. Default: a warning of the process. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/**
 * The options with every default filled in.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when a number is out of range or there is no name.
 */
export function resolveStudent(options: StudentOptions) {
  const limits = {
    maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
    maxRunning: options.maxRunning ?? 4,
    timeoutMs: options.timeoutMs ?? 120_000,
    maxCandidates: options.maxCandidates ?? 20,
  };
  assertIntegers(limits, { most: LONGEST_TIMEOUT_MS });
  const { name, maxWaiting = 64, onError = warn } = options;
  assertIntegers({ maxWaiting }, { least: 0, most: LONGEST_TIMEOUT_MS });
  if (name === "") {
    throw new StarError("INVALID_ARGUMENT", {
      message: "The model has no name.",
      remedy: "Pass the name by which clients ask for it.",
    });
  }
  return { ...options, ...limits, maxWaiting, onError };
}

export type ResolvedStudent = ReturnType<typeof resolveStudent>;
