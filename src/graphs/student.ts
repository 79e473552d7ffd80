import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { HumanMessage, isAIMessage, SystemMessage, type AIMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { z } from "zod";
import { assertIntegers, assertOptions } from "../assert.js";
import type { ItemId } from "../types.js";
import { candidateLetters, shortenTaskPrompt } from "../text/short-task.js";
import { SHORT_STUDENT_PROMPT, shortTools } from "./agents/short-student.js";
import { STUDENT_PROMPT } from "./agents/student-prompt.js";
import { assertChatModel, assertTools } from "./check-options.js";
import { createLoopRunner, type LoopRunner } from "./loop-runner.js";
import { readRanking } from "./read-ranking.js";
import { LEAST_RANKED } from "./recommendation.js";
import type { repairStudentReply, StudentReply } from "./repair-student-reply.js";
import type { StudentState } from "./state.js";
import {
  areWellFormed,
  bindTools,
  listToolCalls,
  sendToolCalls,
  toTrainingTurns,
} from "./tool-calls.js";
import { createToolLoop, RESERVED_TOOL_NAMES, type ToolLoopOptions } from "./tool-loop.js";

/** Options of {@link createStudent}. */
export interface CreateStudentOptions {
  /** The chat model. It must support tool calls, and should be trained on trajectories. */
  readonly llm: BaseChatModel;
  /** The tools that it may call; usually `createTools(...)`. */
  readonly tools: readonly StructuredToolInterface[];
  /** Maximum number of model calls per task; above 12, raise the run's `recursionLimit`, too. Default 12. */
  readonly maxTurns?: number;
  /**
   * True holds the short conversations that `star export --rows short` writes, for small models: candidates are letters, and the only tool
   * is a short form of `translate_evidence`, which must be among `tools`. Default false.
   */
  readonly short?: boolean;
}

type State = typeof StudentState.State;

/**
 * The single-agent student: one model, one conversation, one node per tool. The model reads exactly what students are trained
 * on: the same prompt, tools in order of name, one call per turn, tool answers escaped.
 *
 * @returns An uncompiled `StateGraph`, invoked like the teacher with `toGraphInput(task, dataset)` and `{ context: { task } }`.
 * It ends with the first answer without a tool call. `ranking` contains the distinct candidates read from that answer, best
 * first, possibly not all; it is empty when `maxTurns` is reached first. `scores` is `response_metadata.candidate_scores` of the
 * last message.
 * @throws {StarError} `INVALID_ARGUMENT` when an option is unknown, missing or out of range.
 * @see arXiv 2602.09829, section 4
 *
 * @example
 * ```ts
 * import { AIMessage } from "@langchain/core/messages";
 * import { fakeModel } from "@langchain/core/testing";
 * import { createStudent, toGraphInput } from "langgraph-star";
 *
 * const answer = new AIMessage('<recommend>\n["b", "a"]\n</recommend>'); // in place of a trained model
 * const student = createStudent({ llm: fakeModel().respond(answer), tools: [] }).compile();
 * const items = new Map(["a", "b"].map((id) => [id, { id, title: `Film ${id}`, categories: [] }]));
 * const question = { userId: "ann", history: [], candidates: ["a", "b"] };
 * const { ranking } = await student.invoke(toGraphInput(question, { items, clock: "order" }));
 * console.log(ranking); // [ 'b', 'a' ]
 * ```
 */
export function createStudent(options: CreateStudentOptions) {
  return createToolLoop(studentLoop("createStudent", options));
}

/**
 * The student of {@link createStudent} without LangGraph, for servers and evaluation: it has the same conversations and gives the same
 * answers, but knows no checkpoints, interrupts or streams. With an embedded student it takes a quarter less processor time.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when an option is unknown, missing or out of range.
 *
 * @example
 * ```ts
 * import { AIMessage } from "@langchain/core/messages";
 * import { fakeModel } from "@langchain/core/testing";
 * import { createStudentRunner, toGraphInput } from "langgraph-star";
 *
 * const answer = new AIMessage('<recommend>\n["b", "a"]\n</recommend>'); // in place of a trained model
 * const student = createStudentRunner({ llm: fakeModel().respond(answer), tools: [] });
 * const items = new Map(["a", "b"].map((id) => [id, { id, title: `Film ${id}`, categories: [] }]));
 * const question = { userId: "ann", history: [], candidates: ["a", "b"] };
 * const { ranking } = await student.invoke(toGraphInput(question, { items, clock: "order" }));
 * console.log(ranking); // [ 'b', 'a' ]
 * ```
 */
export function createStudentRunner(options: CreateStudentOptions): LoopRunner {
  return createLoopRunner(studentLoop("createStudentRunner", options));
}

/** The loop of a student's model and tools. */
export function studentLoop(caller: string, options: CreateStudentOptions): ToolLoopOptions {
  assertOptions(caller, options, { llm: true, tools: true, maxTurns: true, short: true });
  const { llm, tools, maxTurns = 12, short = false } = options;
  assertChatModel("llm", llm);
  assertTools("tools", tools, RESERVED_TOOL_NAMES);
  assertIntegers({ maxTurns });
  const { offered, begin, labels } = short ? shortConversation(tools) : wholeConversation(tools);
  return {
    tools: offered,
    begin,
    model: createModelNode(llm, offered, labels),
    route: routeCalls(
      offered.map(({ name }) => name),
      maxTurns,
    ),
  };
}

/** How a student's conversations are written. */
interface ConversationForm {
  readonly offered: readonly StructuredToolInterface[];
  readonly begin: ToolLoopOptions["begin"];
  /** What the student writes for each candidate. */
  readonly labels: (candidates: readonly ItemId[]) => readonly string[];
}

function wholeConversation(tools: readonly StructuredToolInterface[]): ConversationForm {
  return {
    offered: tools.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    begin: ({ opening }) => [new SystemMessage(STUDENT_PROMPT), new HumanMessage(opening)],
    labels: (candidates) => candidates,
  };
}

function shortConversation(tools: readonly StructuredToolInterface[]): ConversationForm {
  return {
    offered: shortTools(tools),
    begin: ({ opening }) => [
      new SystemMessage(SHORT_STUDENT_PROMPT),
      new HumanMessage(shortenTaskPrompt(opening)),
    ],
    labels: ({ length }) => candidateLetters(length),
  };
}

/** Reads `messages` and `candidates`; writes `messages`, `scores` and, after an answer without calls, `ranking`. */
function createModelNode(
  llm: BaseChatModel,
  tools: readonly StructuredToolInterface[],
  labelsOf: ConversationForm["labels"],
) {
  const model = bindTools(llm, tools);
  return async ({ messages, candidates: ids }: State) => {
    const turns = toTrainingTurns(messages);
    const candidates = labelsOf(ids);
    const strict = readStrictly(await model.invoke(turns), candidates);
    const { message, ranking } = hasTrainedForm(strict, candidates)
      ? strict
      : await repair(strict, { messages: turns, tools, candidates });
    const idOf = new Map(candidates.map((label, index) => [label, ids[index]]));
    const ranked = ranking.flatMap((label) => idOf.get(label) ?? []);
    return { messages: [message], ranking: ranked, scores: readScores(message) };
  };
}

function readStrictly(message: AIMessage, candidates: readonly ItemId[]): StudentReply {
  const isCalling = listToolCalls(message).length > 0;
  return { message, ranking: isCalling ? [] : readRanking(message.text, candidates) };
}

/** Whether a reply has calls that can be answered, or a ranking that is long enough. It is then passed through as it is. */
function hasTrainedForm(
  { message: { tool_calls = [], invalid_tool_calls = [] }, ranking }: StudentReply,
  candidates: readonly ItemId[],
): boolean {
  if (invalid_tool_calls.length > 0) return false;
  if (tool_calls.length > 0) return areWellFormed(tool_calls);
  return ranking.length > 0 && ranking.length >= Math.min(LEAST_RANKED, candidates.length);
}

/** Loaded for replies that need it. */
const repair: typeof repairStudentReply = async (...given) => {
  const { repairStudentReply: repairReply } = await import("./repair-student-reply.js");
  return repairReply(...given);
};

const scoredSchema = z.object({ candidate_scores: z.record(z.string(), z.number()) });

function readScores({ response_metadata }: AIMessage): Record<string, number> | undefined {
  return scoredSchema.safeParse(response_metadata).data?.candidate_scores;
}

function routeCalls(toolNames: readonly string[], maxTurns: number) {
  return (state: State) => {
    const turns = state.messages.filter(isAIMessage);
    const last = turns.at(-1);
    if (last === undefined || turns.length >= maxTurns) return [];
    return sendToolCalls(listToolCalls(last), toolNames, state);
  };
}
