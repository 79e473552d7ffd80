import {
  AIMessageChunk,
  type AIMessageChunkFields,
  type BaseMessage,
} from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import type { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { createRandom, hash32, type Random } from "../../random.js";
import { readSignatures } from "../language/signatures.js";
import type { Token } from "../language/token.js";
import { isTurnOver, MAX_TURN_TOKENS } from "../language/turn-end.js";
import { type TurnWriterOptions, writeTurn, type WrittenTurn } from "../language/write-turn.js";
import type { Student } from "../student.js";
import type { ConversationMemory, HeldConversation } from "./conversation-memory.js";
import {
  generateTurn,
  type GeneratedToken,
  createReplyText,
  type ReplyText,
} from "./reply-text.js";
import { toPlainMessages } from "./student-conversation.js";

/** A tool in the format in which LangChain passes it to a model. */
export type OpenAITool = ReturnType<typeof convertToOpenAITool>;

/** The model, its memory and the options of one reply. */
export interface ReplySettings {
  readonly student: Student;
  readonly memory: ConversationMemory;
  readonly tools: readonly OpenAITool[];
  readonly temperature: number;
  readonly seed: number;
  readonly constrained: boolean;
  /** Maximum number of generated tokens. */
  readonly maxTokens: number;
  readonly stop: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Generates one turn. The chunks contain the text as it is generated; the last one also has the tool call, the usage, the finish
 * reason and the candidate scores.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the conversation is not a recommendation task that the student can answer.
 */
export async function* replyChunks(
  messages: readonly BaseMessage[],
  settings: ReplySettings,
): AsyncGenerator<ChatGenerationChunk> {
  const { memory, signal } = settings;
  const conversation = await memory.hold(toPlainMessages(messages), signal);
  try {
    yield* chunksOf(conversation, messages, settings);
  } finally {
    conversation.release();
  }
}

async function* chunksOf(
  conversation: HeldConversation,
  messages: readonly BaseMessage[],
  settings: ReplySettings,
): AsyncGenerator<ChatGenerationChunk> {
  const { student, tools, maxTokens, stop } = settings;
  const { vocabulary, name } = student;
  const { task, positions } = conversation;
  const signatures = readSignatures(tools.map(toToolDefinition));
  const random = createReplyRandom(messages, settings);
  const shared = { ...settings, conversation, vocabulary, signatures, task };
  const reply = createReplyText({ task, signatures, stop });
  const turn: Token[] = [];
  let scores: Record<string, number> | undefined;
  for await (const step of generateTurn({ ...shared, before: positions, random })) {
    if (turn.at(-1)?.name === "<recommend>")
      scores = candidateScores(step, vocabulary.firstLabelId, task.candidates);
    turn.push(step.token);
    const text = reply.add(turn);
    if (text !== "") yield toChunk({ content: text });
    if (reply.isStopped || turn.length === maxTokens) break;
  }
  const { content, call, finish_reason } = finishReply(turn, { ...shared, reply });
  const last = toChunk({
    content,
    tool_call_chunks: call === undefined ? [] : [toCallChunk(`call_${positions.length}`, call)],
    response_metadata: {
      model_name: name,
      finish_reason,
      ...(scores !== undefined && { candidate_scores: scores }),
    },
  });
  const usage_metadata = usageOf(positions.length, turn.length);
  Object.assign(last.message, { usage_metadata });
  yield last;
}

/** The numbers of a reply depend on its seed and the whole conversation. Greedy decoding takes none. */
function createReplyRandom(
  messages: readonly BaseMessage[],
  { seed, temperature }: ReplySettings,
): Random {
  if (temperature === 0) return () => 0;
  return createRandom(seed, "student", hash32(messages.map(({ text }) => text).join("\n")));
}

interface FinishOptions extends TurnWriterOptions {
  readonly reply: ReplyText;
  readonly maxTokens: number;
}

/** The remaining text, the call and the finish reason. A call that was cut off is dropped. */
function finishReply(turn: readonly Token[], { reply, maxTokens, ...writer }: FinishOptions) {
  const content = reply.isStopped ? "" : reply.finish(turn);
  if (reply.isStopped) return { content, finish_reason: "stop" };
  const isOver = turn.length < MAX_TURN_TOKENS && isTurnOver(turn, writer.signatures);
  const call = isOver || turn.length < maxTokens ? writeTurn(turn, writer).call : undefined;
  if (!isOver) return { content, call, finish_reason: "length" };
  return { content, call, finish_reason: call === undefined ? "stop" : "tool_calls" };
}

function toChunk(fields: AIMessageChunkFields & { readonly content: string }): ChatGenerationChunk {
  return new ChatGenerationChunk({ text: fields.content, message: new AIMessageChunk(fields) });
}

function toCallChunk(id: string, { name, arguments: given }: NonNullable<WrittenTurn["call"]>) {
  return { id, index: 0, name, args: JSON.stringify(given), type: "tool_call_chunk" as const };
}

function usageOf(input: number, output: number) {
  return { input_tokens: input, output_tokens: output, total_tokens: input + output };
}

type ToolDefinition = Parameters<typeof readSignatures>[0][number];

function toToolDefinition({
  function: { name, description = "", parameters },
}: OpenAITool): ToolDefinition {
  const schema = (parameters ?? {}) as ToolDefinition["function"]["parameters"];
  return { type: "function", function: { name, description, parameters: schema } };
}

/** Scores of all candidates at the first position of the recommendation, by item id. */
function candidateScores(
  { scores }: GeneratedToken,
  firstLabelId: number,
  candidates: readonly { readonly id: string }[],
) {
  return Object.fromEntries(
    candidates.map(({ id }, index) => [id, scores?.[firstLabelId + index] ?? 0]),
  );
}
