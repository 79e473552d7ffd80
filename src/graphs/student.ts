import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { assertIntegers } from "../assert.js";
import {
  HumanMessage,
  isAIMessage,
  RemoveMessage,
  SystemMessage,
  type AIMessage,
} from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { END, REMOVE_ALL_MESSAGES, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";
import { STUDENT_PROMPT } from "./agents/student-prompt.js";
import { readRanking } from "./read-ranking.js";
import { StudentOutput, StudentState, taskContextSchema, TaskInput } from "./state.js";
import { bindTools, sendCalls, callsOf, toTurns } from "./turns.js";

export interface CreateStudentOptions {
  /** The chat model. It must support tool calls, and should have been trained on trajectories. */
  readonly llm: BaseChatModel;
  /** The tools it may call; usually `createTools(...)`. */
  readonly tools: readonly StructuredToolInterface[];
  /** How often the model is asked; above 12, raise the run's `recursionLimit`, too. Default 12. */
  readonly maxTurns?: number;
}

type State = typeof StudentState.State;

/**
 * The single-agent student: one model, one conversation, a node for each tool. The model reads, byte for byte, what a student
 * is trained on: the same prompt, tools by name, one call a turn, tool answers escaped.
 *
 * @returns An uncompiled `StateGraph`, invoked like the teacher's: `toGraphInput(task, items)` and `{ context: { task } }`. It
 * ends with the first answer that calls no tool. `ranking` holds the candidates that could be read out of that answer, best
 * first, none of them twice, perhaps not all; it is empty when the turns run out. `scores` are what the last message says in
 * `response_metadata.candidate_scores`.
 * @throws {StarError} `INVALID_ARGUMENT` when `maxTurns` is not a positive integer.
 * @see arXiv 2602.09829, section 4
 */
export function createStudent({ llm, tools, maxTurns = 12 }: CreateStudentOptions) {
  assertIntegers({ maxTurns });
  const byName = tools.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const toolNames = byName.map(({ name }) => name);
  const graph = new StateGraph(StudentState, {
    input: TaskInput,
    output: StudentOutput,
    context: taskContextSchema,
  })
    .addNode(TELL, tellTask)
    .addNode(MODEL, createModelNode(llm, byName))
    .addEdge(START, TELL)
    .addEdge(TELL, MODEL)
    .addConditionalEdges(MODEL, routeCalls(toolNames, maxTurns), [...toolNames, END]);
  for (const tool of byName) graph.addNode(tool.name, new ToolNode([tool]));
  for (const name of toolNames) graph.addEdge(name, MODEL);
  return graph;
}

// As strings, so that the names of the tools can stand beside them.
const TELL: string = "tell_task";
const MODEL: string = "model";

/** Reads `opening`; begins `messages` anew, also where a thread holds the answer to an earlier task. */
function tellTask({ opening }: State) {
  const conversation = [new SystemMessage(STUDENT_PROMPT), new HumanMessage(opening)];
  return {
    messages: [new RemoveMessage({ id: REMOVE_ALL_MESSAGES }), ...conversation],
    ranking: [],
    scores: undefined,
  };
}

/** Reads `messages` and `candidates`; writes `messages`, `scores` and, once nothing is called, `ranking`. */
function createModelNode(llm: BaseChatModel, tools: readonly StructuredToolInterface[]) {
  const model = bindTools(llm, tools);
  return async ({ messages, candidates }: State) => {
    const reply = await model.invoke(toTurns(messages));
    const ranking = callsOf(reply).length > 0 ? [] : readRanking(reply.text, candidates);
    return { messages: [reply], ranking, scores: readScores(reply) };
  };
}

const scoredSchema = z.object({ candidate_scores: z.record(z.string(), z.number()) });

function readScores({ response_metadata }: AIMessage): Record<string, number> | undefined {
  return scoredSchema.safeParse(response_metadata).data?.candidate_scores;
}

function routeCalls(toolNames: readonly string[], maxTurns: number) {
  return (state: State) => {
    const turns = state.messages.filter(isAIMessage);
    const last = turns.at(-1);
    if (last === undefined || turns.length >= maxTurns) return END;
    const sends = sendCalls(callsOf(last), toolNames, state);
    return sends.length > 0 ? sends : END;
  };
}
