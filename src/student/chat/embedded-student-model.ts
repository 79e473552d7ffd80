import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from "@langchain/core/language_models/chat_models";
import { AIMessage, type AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import type { ChatGenerationChunk, ChatResult } from "@langchain/core/outputs";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { openStudent, type Student } from "../student.js";
import { createConversationCache, type ConversationCache } from "./conversation-cache.js";
import { type OfferedTool, replyChunks, type ReplySettings } from "./reply-chunks.js";

/** Options of {@link EmbeddedStudentModel}. */
export interface EmbeddedStudentOptions {
  readonly student: Student;
  /** Sampling temperature; 0 is greedy decoding. Default 0. */
  readonly temperature?: number;
  /** Seed of sampling; the same seed and messages give the same answer. Default 1. */
  readonly seed?: number;
  /** Allow only tokens that keep the turn well formed. Meant for serving, not for measuring rewards. Default false. */
  readonly constrained?: boolean;
  /** Maximum number of tokens per turn; an incomplete call at the end is dropped. Default: no limit. */
  readonly maxTokens?: number;
}

interface EmbeddedCallOptions extends BaseChatModelCallOptions {
  readonly tools?: readonly OfferedTool[];
}

/**
 * A LangChain chat model that runs an embedded student: a transformer of less than a million parameters, trained on
 * trajectories. It reads and writes the same conversations as a large student, and throws a StarError with the code
 * `INVALID_ARGUMENT` for any other conversation. Usage counts the positions read and the tokens written. The last message's
 * `response_metadata.candidate_scores` contains the scores of all candidates.
 *
 * @example
 * ```ts
EXAMPLE_MODEL
 * ```
 */
export class EmbeddedStudentModel extends BaseChatModel<EmbeddedCallOptions, AIMessageChunk> {
  readonly temperature: number;
  readonly seed: number;
  readonly constrained: boolean;
  readonly maxTokens: number;
  readonly #student: Student;
  readonly #cache: ConversationCache;
  /** Turns run one after another, since a pass uses all threads. */
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(options: EmbeddedStudentOptions) {
    super({});
    const { student, temperature = 0, seed = 1, constrained = false } = options;
    this.temperature = temperature;
    this.seed = seed;
    this.constrained = constrained;
    this.maxTokens = options.maxTokens ?? Infinity;
    this.#student = student;
    this.#cache = createConversationCache(student, student.programs);
  }

  /**
   * Loads the model from a student's folder.
   *
   * @throws {StarError} `STUDENT_INVALID` when the folder does not contain a student.
   * @throws {StarError} `DEPENDENCY_MISSING` when `onnxruntime-node` is not installed.
   */
  static async load(
    directory: string,
    options: Omit<EmbeddedStudentOptions, "student"> = {},
  ): Promise<EmbeddedStudentModel> {
    return new EmbeddedStudentModel({ ...options, student: await openStudent(directory) });
  }

  static override lc_name(): string {
    return "EmbeddedStudentModel";
  }

  override _llmType(): string {
    return "embedded-student";
  }

  override invocationParams(options?: this["ParsedCallOptions"]) {
    return { model: this.#student.name, temperature: this.temperature, tools: options?.tools };
  }

  override bindTools(tools: BindToolsInput[], options?: Partial<EmbeddedCallOptions>) {
    return this.withConfig({ tools: tools.map((tool) => convertToOpenAITool(tool)), ...options });
  }

  override async _generate(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
  ): Promise<ChatResult> {
    let whole: AIMessageChunk | undefined;
    for await (const { message } of this._streamResponseChunks(messages, options)) {
      whole =
        whole === undefined ? (message as AIMessageChunk) : whole.concat(message as AIMessageChunk);
    }
    const { text = "", tool_calls = [], usage_metadata, response_metadata = {} } = whole ?? {};
    const message = new AIMessage({
      content: text,
      tool_calls,
      response_metadata,
      ...(usage_metadata !== undefined && { usage_metadata }),
    });
    return { generations: [{ text, message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    run?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const release = await this.#takeTurn();
    try {
      for await (const chunk of replyChunks(messages, this.#settingsOf(options))) {
        yield chunk;
        if (chunk.text !== "")
          await run?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, {
            chunk,
          });
      }
    } finally {
      release();
    }
  }

  #settingsOf({ tools = [], stop = [], signal }: this["ParsedCallOptions"]): ReplySettings {
    const { temperature, seed, constrained, maxTokens } = this;
    const settings = { temperature, seed, constrained, maxTokens };
    return { ...settings, student: this.#student, cache: this.#cache, tools, stop, signal };
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#lastTurn;
    let release = () => {};
    this.#lastTurn = new Promise<void>((resolve) => (release = resolve));
    await before;
    return release;
  }
}
