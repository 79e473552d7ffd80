import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BaseChatModelParams,
  type BindToolsInput,
  type LangSmithParams,
} from "@langchain/core/language_models/chat_models";
import { AIMessage, type AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import type { ChatGenerationChunk, ChatResult } from "@langchain/core/outputs";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { toLangSmithParams } from "../../models/langsmith-params.js";
import type { Student } from "../student.js";
import type { ConversationMemory, conversationMemoryOf } from "./conversation-memory.js";
import type { OpenAITool, replyChunks, ReplySettings } from "./reply-chunks.js";

/**
 * Options of {@link EmbeddedStudentModel}, besides those of every chat model of LangChain, such as `callbacks`. There is no `cache`: students
 * with other weights can have the same name.
 */
export interface EmbeddedStudentOptions extends Omit<BaseChatModelParams, "cache"> {
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
  readonly tools?: readonly OpenAITool[];
}

/**
 * A LangChain chat model that runs an embedded student: a transformer of less than a million parameters, trained on
 * trajectories. It reads and writes the same conversations as a large student, and throws a StarError with the code
 * `INVALID_ARGUMENT` for any other conversation. Usage counts the positions read and the tokens written. The last message's
 * `response_metadata.candidate_scores` contains the scores of all candidates.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import {
 *   createTasks,
 *   createTools,
 *   EmbeddedStudentModel,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 *   runTraining,
 *   teach,
 *   toGraphInput,
 * } from "langgraph-star";
 * import { createTeacherHost, TEACHER_DEFAULTS as settings } from "langgraph-star/export";
 *
 * const dataset = await loadDataset({
 *   name: "synthetic",
 *   sizes: { users: 30, items: 40, interactions: 400 },
 * });
 * const sequences = fitInteractions(dataset, "train");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const { tasks } = createTasks(dataset, { split: "train", limit: 5 });
 * const out = await mkdtemp(join(tmpdir(), "star-"));
 * const trajectories = join(out, "teacher.jsonl");
 * const model = { spec: "offline", temperature: 0, seed: 1 };
 * const teacher = createTeacherHost({ index, dataset, model });
 * await teach({ teacher, tasks, settings, fingerprint: "", path: trajectories });
 * const sizes = { validationTasks: 1, prompts: 1, groupSize: 1 };
 * // One update keeps the example short; a useful student takes about ten minutes.
 * await runTraining({ trajectories, dataset, out, stages: ["sft"], steps: 1, ...sizes });
 *
 * const llm = await EmbeddedStudentModel.load(out, { constrained: true });
 * const student = llm.bindTools([...createTools({ index, dataset })]);
 * for (const task of tasks.slice(0, 1)) {
 *   const { text } = await student.invoke(toGraphInput(task, dataset).opening);
 *   console.log(text.startsWith("<plan>")); // true
 * }
 * ```
 */
export class EmbeddedStudentModel extends BaseChatModel<EmbeddedCallOptions, AIMessageChunk> {
  readonly temperature: number;
  readonly seed: number;
  readonly constrained: boolean;
  readonly maxTokens: number;
  readonly #student: Student;

  constructor(options: EmbeddedStudentOptions) {
    const {
      student,
      temperature = 0,
      seed = 1,
      constrained = false,
      maxTokens,
      ...params
    } = options;
    super(params);
    this.temperature = temperature;
    this.seed = seed;
    this.constrained = constrained;
    this.maxTokens = maxTokens ?? Infinity;
    this.#student = student;
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
    // Imported when used: the engine is a large part of this package.
    const { openStudent } = await import("../student.js");
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

  override getLsParams(options: this["ParsedCallOptions"]): LangSmithParams {
    const { temperature } = this;
    const maxTokens = this.maxTokens === Infinity ? undefined : this.maxTokens;
    const settings = { temperature, maxTokens, stop: options.stop };
    return toLangSmithParams({ model: this.#student.name, ...settings });
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
    const replies = await loadReplies();
    const memory = replies.conversationMemoryOf(this.#student);
    for await (const chunk of replies.replyChunks(messages, this.#settingsOf(options, memory))) {
      yield chunk;
      if (chunk.text !== "")
        await run?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, {
          chunk,
        });
    }
  }

  #settingsOf(
    { tools = [], stop = [], signal }: this["ParsedCallOptions"],
    memory: ConversationMemory,
  ): ReplySettings {
    const { temperature, seed, constrained, maxTokens } = this;
    const student = this.#student;
    return { temperature, seed, constrained, maxTokens, student, memory, tools, stop, signal };
  }
}

interface ReplyModules {
  readonly replyChunks: typeof replyChunks;
  readonly conversationMemoryOf: typeof conversationMemoryOf;
}

let loadedReplies: Promise<ReplyModules> | undefined;

/** Imported when used, and looked up once: the lookup of a module takes longer than a pass of a student. */
function loadReplies(): Promise<ReplyModules> {
  loadedReplies ??= Promise.all([
    import("./reply-chunks.js"),
    import("./conversation-memory.js"),
  ]).then(([chunks, memory]) => ({ ...chunks, ...memory }));
  return loadedReplies;
}
