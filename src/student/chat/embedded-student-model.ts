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
import { createMemory, type Memory } from "./memory.js";
import { type OfferedTool, replyChunks, type ReplySettings } from "./reply-chunks.js";

export interface EmbeddedStudentOptions {
  readonly student: Student;
  /** 0 takes the likeliest word, above 0 samples. Default 0. */
  readonly temperature?: number;
  /** With the messages it decides what sampling gives. Default 1. */
  readonly seed?: number;
  /** Lets only words through that keep the turn well formed: for serving, never while rewards are measured. Default false. */
  readonly constrained?: boolean;
  /** Words that a turn may have; it ends there, a call that is not whole left out. Default: as many as it takes. */
  readonly maxTokens?: number;
}

interface EmbeddedCallOptions extends BaseChatModelCallOptions {
  readonly tools?: readonly OfferedTool[];
}

/**
 * The embedded student behind LangChain's chat-model interface: a transformer of less than a million parameters that was trained
 * on trajectories. It reads the same conversation as a large student would, out of the tools' text, and answers in it. Other
 * conversations are refused with a StarError, `INVALID_ARGUMENT`. Usage counts the positions it read and the words it wrote.
 */
export class EmbeddedStudentModel extends BaseChatModel<EmbeddedCallOptions, AIMessageChunk> {
  readonly temperature: number;
  readonly seed: number;
  readonly constrained: boolean;
  readonly maxTokens: number;
  readonly #student: Student;
  readonly #memory: Memory;
  /** One turn at a time: a pass uses all threads there are. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: EmbeddedStudentOptions) {
    super({});
    const { student, temperature = 0, seed = 1, constrained = false } = options;
    this.temperature = temperature;
    this.seed = seed;
    this.constrained = constrained;
    this.maxTokens = options.maxTokens ?? Infinity;
    this.#student = student;
    this.#memory = createMemory(student, student.programs);
  }

  /**
   * Opens a student's folder.
   *
   * @throws {StarError} `STUDENT_INVALID` when the folder holds no student; `DEPENDENCY_MISSING` without `onnxruntime-node`.
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
    return { ...settings, student: this.#student, memory: this.#memory, tools, stop, signal };
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#turn;
    let release = () => {};
    this.#turn = new Promise<void>((resolve) => (release = resolve));
    await before;
    return release;
  }
}
