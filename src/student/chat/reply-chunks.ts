import {
  AIMessageChunk,
  type AIMessageChunkFields,
  type BaseMessage,
} from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import type { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { createRandom, hash32 } from "../../random.js";
import { readSignatures } from "../language/signatures.js";
import { isTurnOver, LONGEST_TURN } from "../language/turn-end.js";
import type { Word } from "../language/word.js";
import { type TurnWriterOptions, writeTurn, type WrittenTurn } from "../language/write-turn.js";
import type { Student } from "../student.js";
import type { Memory } from "./memory.js";
import { createReplyText, type ReplyText } from "./reply-text.js";
import { readStudentConversation } from "./student-conversation.js";
import { writeReply, type ReplyStep } from "./write-reply.js";

/** A tool as LangChain offers it to a model. */
export type OfferedTool = ReturnType<typeof convertToOpenAITool>;

export interface ReplySettings {
  readonly student: Student;
  readonly memory: Memory;
  readonly tools: readonly OfferedTool[];
  readonly temperature: number;
  readonly seed: number;
  readonly constrained: boolean;
  /** Words that may be written. */
  readonly maxTokens: number;
  readonly stop: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Answers a conversation with one turn: text as it comes, then the call, usage and why it ended.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the student cannot answer such a conversation.
 */
export async function* replyChunks(
  messages: readonly BaseMessage[],
  settings: ReplySettings,
): AsyncGenerator<ChatGenerationChunk> {
  const { student, memory, tools, seed, maxTokens, stop } = settings;
  const { vocabulary, name } = student;
  const { task, positions } = readStudentConversation(messages, student);
  const signatures = readSignatures(tools.map(asOffered));
  const conversation = await memory.recall(positions);
  const random = createRandom(seed, "student", hash32(messages.map(({ text }) => text).join("\n")));
  const shared = { ...settings, conversation, vocabulary, signatures, task };
  const reply = createReplyText({ task, signatures, stop });
  const words: Word[] = [];
  let scores: Record<string, number> | undefined;
  for await (const step of writeReply({ ...shared, before: positions, random })) {
    if (words.at(-1)?.name === "<recommend>")
      scores = candidateScores(step, vocabulary.firstLetter, task.candidates);
    words.push(step.word);
    const text = reply.add(words);
    if (text !== "") yield toChunk({ content: text });
    if (reply.isStopped || words.length === maxTokens) break;
  }
  const { content, call, finish_reason } = endReply(words, { ...shared, reply });
  const last = toChunk({
    content,
    tool_call_chunks: call === undefined ? [] : [toCallChunk(`call_${positions.length}`, call)],
    response_metadata: {
      model_name: name,
      finish_reason,
      ...(scores !== undefined && { candidate_scores: scores }),
    },
  });
  const usage_metadata = usageOf(positions.length, words.length);
  Object.assign(last.message, { usage_metadata });
  yield last;
}

interface Ended extends TurnWriterOptions {
  readonly reply: ReplyText;
  readonly maxTokens: number;
}

/** What is left to say, and why that is all. A call that was cut off is none. */
function endReply(words: readonly Word[], { reply, maxTokens, ...writer }: Ended) {
  const content = reply.isStopped ? "" : reply.finish(words);
  if (reply.isStopped) return { content, finish_reason: "stop" };
  const isOver = words.length < LONGEST_TURN && isTurnOver(words, writer.signatures);
  const call = isOver || words.length < maxTokens ? writeTurn(words, writer).call : undefined;
  if (!isOver) return { content, call, finish_reason: "length" };
  return { content, call, finish_reason: call === undefined ? "stop" : "tool_calls" };
}

function toChunk(fields: AIMessageChunkFields & { readonly content: string }): ChatGenerationChunk {
  return new ChatGenerationChunk({ text: fields.content, message: new AIMessageChunk(fields) });
}

function toCallChunk(id: string, { name, arguments: given }: NonNullable<WrittenTurn["call"]>) {
  return { id, index: 0, name, args: JSON.stringify(given), type: "tool_call_chunk" as const };
}

function usageOf(read: number, written: number) {
  return { input_tokens: read, output_tokens: written, total_tokens: read + written };
}

function asOffered({ function: { name, description = "", parameters } }: OfferedTool): Offered {
  const schema = (parameters ?? {}) as Offered["function"]["parameters"];
  return { type: "function", function: { name, description, parameters: schema } };
}

type Offered = Parameters<typeof readSignatures>[0][number];

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
