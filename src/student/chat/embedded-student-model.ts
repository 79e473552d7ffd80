import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { createRandom, hash32 } from "../../random.js";
import { readConversation } from "../rendering/read-conversation.js";
import { readSignatures } from "../rendering/signatures.js";
import { isTurnOver, LONGEST_TURN } from "../rendering/turn-end.js";
import type { Word } from "../rendering/word.js";
import { writeTurn, type WrittenTurn } from "../rendering/write-turn.js";
import { openStudent, type Student } from "../student.js";
import { createMemory, type Memory } from "./memory.js";
import { toPlainMessages } from "./student-conversation.js";
import { writeReply, type ReplyStep } from "./write-reply.js";

export interface EmbeddedStudentOptions {
  readonly student: Student;
  /** 0 takes the likeliest word, above 0 samples. Default 0. */
  readonly temperature?: number;
  /** With the messages it decides what sampling gives. Default 1. */
  readonly seed?: number;
  /** Lets only words through that keep the turn well formed: for serving, never while rewards are measured. Default false. */
  readonly constrained?: boolean;
}

interface EmbeddedCallOptions extends BaseChatModelCallOptions {
  readonly tools?: readonly ReturnType<typeof convertToOpenAITool>[];
}

/**
 * The embedded student behind LangChain's chat-model interface: a transformer of less than a million parameters that was trained
 * on trajectories. It reads the same conversation as a large student would, out of the tools' text, and answers in it. It knows
 * no other conversations. Usage counts the positions it read and the words it wrote.
 */
export class EmbeddedStudentModel extends BaseChatModel<EmbeddedCallOptions, AIMessageChunk> {
  readonly temperature: number;
  readonly seed: number;
  readonly constrained: boolean;
  readonly #student: Student;
  readonly #memory: Memory;
  /** One turn at a time: a pass uses all threads there are. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ student, temperature = 0, seed = 1, constrained = false }: EmbeddedStudentOptions) {
    super({});
    this.temperature = temperature;
    this.seed = seed;
    this.constrained = constrained;
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
      for await (const chunk of this.#answer(messages, options)) {
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

  async #takeTurn(): Promise<() => void> {
    const before = this.#turn;
    let release = () => {};
    this.#turn = new Promise<void>((resolve) => (release = resolve));
    await before;
    return release;
  }

  async *#answer(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
  ): AsyncGenerator<ChatGenerationChunk> {
    const { vocabulary, name } = this.#student;
    const { task, positions } = readConversation(
      { messages: toPlainMessages(messages) },
      vocabulary.terms,
    );
    const signatures = readSignatures((options.tools ?? []).map(asOffered));
    const conversation = await this.#memory.recall(positions);
    const steps = writeReply({
      conversation,
      vocabulary,
      signatures,
      task,
      before: positions,
      temperature: this.temperature,
      random: createRandom(
        this.seed,
        "student",
        hash32(messages.map(({ text }) => text).join("\n")),
      ),
      constrained: this.constrained,
      signal: options.signal,
    });
    const words: Word[] = [];
    let shown = "";
    let scores: Record<string, number> | undefined;
    for await (const step of steps) {
      if (isFirstPlace(words))
        scores = candidateScores(step, vocabulary.firstLetter, task.candidates);
      words.push(step.word);
      if (!isClosing(step.word) || isTurnOver(words, signatures)) continue;
      const { content } = writeTurn(words.slice(0, -1), { task, signatures });
      if (content.length > shown.length) yield toChunk(content.slice(shown.length));
      shown = content;
    }
    const { content, call } = writeTurn(words, { task, signatures });
    const rest = content.slice(shown.length);
    const isOver = words.length < LONGEST_TURN && isTurnOver(words, signatures);
    const message = new AIMessageChunk({
      content: rest,
      tool_call_chunks: call === undefined ? [] : [toCallChunk(`call_${positions.length}`, call)],
      response_metadata: {
        model_name: name,
        finish_reason: isOver ? (call === undefined ? "stop" : "tool_calls") : "length",
        ...(scores !== undefined && { candidate_scores: scores }),
      },
    });
    Object.assign(message, { usage_metadata: usageOf(positions.length, words.length) });
    yield new ChatGenerationChunk({ text: rest, message });
  }
}

function toCallChunk(id: string, { name, arguments: given }: NonNullable<WrittenTurn["call"]>) {
  return { id, index: 0, name, args: JSON.stringify(given), type: "tool_call_chunk" as const };
}

function usageOf(read: number, written: number) {
  return { input_tokens: read, output_tokens: written, total_tokens: read + written };
}

type Offered = Parameters<typeof readSignatures>[0][number];

function asOffered({
  function: { name, description = "", parameters },
}: ReturnType<typeof convertToOpenAITool>): Offered {
  return {
    type: "function",
    function: {
      name,
      description,
      parameters: (parameters ?? {}) as Offered["function"]["parameters"],
    },
  };
}

const isFirstPlace = (words: readonly Word[]) => words.at(-1)?.name === "<recommend>";
const isClosing = ({ name }: Word) => name.startsWith("<") || name.startsWith("call ");

/** What the letters score where the first place is written: an order of all candidates. */
function candidateScores(
  { scores }: ReplyStep,
  firstLetter: number,
  candidates: readonly { readonly id: string }[],
) {
  return Object.fromEntries(
    candidates.map(({ id }, place) => [id, scores[firstLetter + place] ?? 0]),
  );
}

function toChunk(text: string): ChatGenerationChunk {
  return new ChatGenerationChunk({ text, message: new AIMessageChunk(text) });
}
