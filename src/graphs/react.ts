import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { HumanMessage, isAIMessage, type AIMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { assertIntegers, assertOptions } from "../assert.js";
import { askModel, askModelWithTools } from "./ask-model.js";
import { assertChatModel, assertTools } from "./check-options.js";
import { request } from "./prompts.js";
import { recommendationOf, recommendationPrompt } from "./recommendation.js";
import type { StudentState } from "./state.js";
import { bindTools, escapeToolAnswers, sendToolCalls } from "./tool-calls.js";
import { createToolLoop, RESERVED_TOOL_NAMES } from "./tool-loop.js";

/** The system prompt of {@link createReactRecommender}. */
const REACT_PROMPT = `You are the assistant that recommends items to one user.
Read about the user and the candidates with the tools. Then order the candidates by how likely the user is to choose each
next, best first.`;

/** Options of {@link createReactRecommender}. */
export interface CreateReactRecommenderOptions {
  /** The chat model. It must support tool calls; it needs no training. */
  readonly llm: BaseChatModel;
  /** The tools that it may call; usually `createTools(...)`. */
  readonly tools: readonly StructuredToolInterface[];
  /** Maximum number of turns with tool calls; above 8, raise the run's `recursionLimit`, too. Default 8. */
  readonly maxToolRounds?: number;
  /** Maximum number of times that an unreadable answer is returned to the model with the reason. Default 2. */
  readonly maxRepairs?: number;
}

const OPTIONS = {
  llm: true,
  tools: true,
  maxToolRounds: true,
  maxRepairs: true,
} as const satisfies Record<keyof CreateReactRecommenderOptions, true>;

type State = typeof StudentState.State;

/**
 * A single agent with the tools of the teacher and no training, to compare students with: it reasons and acts until it answers.
 * Replies are read and repaired like those of the teacher's roles.
 *
 * @returns An uncompiled `StateGraph`, invoked like a student with `toGraphInput(task, dataset)` and `{ context: { task } }`.
 * `ranking` contains at least five distinct candidates, best first.
 * @throws {StarError} `INVALID_ARGUMENT` when an option is unknown, missing or out of range. A run fails with `MODEL_ANSWER_INVALID`
 * when the last answer is unreadable, too.
 * @see Yao et al., ReAct, arXiv 2210.03629
 *
 * @example
 * ```ts
 * import { AIMessage } from "@langchain/core/messages";
 * import { fakeModel } from "@langchain/core/testing";
 * import { createReactRecommender, toGraphInput } from "langgraph-star";
 *
 * const answer = new AIMessage('{"ranking": ["b", "a"]}'); // in place of a model
 * const react = createReactRecommender({ llm: fakeModel().respond(answer), tools: [] }).compile();
 * const items = new Map(["a", "b"].map((id) => [id, { id, title: `Film ${id}`, categories: [] }]));
 * const question = { userId: "ann", history: [], candidates: ["a", "b"] };
 * const { ranking } = await react.invoke(toGraphInput(question, { items, clock: "order" }));
 * console.log(ranking); // [ 'b', 'a' ]
 * ```
 */
export function createReactRecommender(options: CreateReactRecommenderOptions) {
  assertOptions("createReactRecommender", options, OPTIONS);
  const { llm, tools, maxToolRounds = 8, maxRepairs = 2 } = options;
  assertChatModel("llm", llm);
  assertTools("tools", tools, RESERVED_TOOL_NAMES);
  assertIntegers({ maxToolRounds, maxRepairs }, { least: 0 });
  return createToolLoop({
    tools,
    begin: ({ opening }) => [SYSTEM_MESSAGE, request({ Task: opening })],
    model: createModelNode({ llm, tools, maxToolRounds, maxRepairs }),
    route: routeCalls(tools.map(({ name }) => name)),
  });
}

const SYSTEM_MESSAGE = recommendationPrompt(REACT_PROMPT);

const LAST_CALL = new HumanMessage("You have used all your tool calls. Answer now.");

/** Reads `messages` and `candidates`; writes `messages` and, at the end, `ranking`. */
function createModelNode(options: Required<CreateReactRecommenderOptions>) {
  const { llm, tools, maxToolRounds, maxRepairs } = options;
  const withTools = bindTools(llm, tools);
  return async ({ messages, candidates }: State) => {
    const turns = messages.filter((message) => isAIMessage(message));
    const isLastTurn = turns.filter(isCalling).length >= maxToolRounds;
    const asked = [...escapeToolAnswers(messages), ...(isLastTurn ? [LAST_CALL] : [])];
    const question = {
      messages: asked,
      role: "agent",
      maxRepairs,
      ...recommendationOf(candidates),
    };
    const reply =
      isLastTurn || tools.length === 0
        ? await askModel({ ...question, model: llm })
        : await askModelWithTools({ ...question, model: withTools, tools });
    return { messages: reply.messages, ranking: reply.answer?.ranking ?? [] };
  };
}

function isCalling({ tool_calls = [] }: AIMessage): boolean {
  return tool_calls.length > 0;
}

function routeCalls(toolNames: readonly string[]) {
  return (state: State) => {
    if (state.ranking.length > 0) return [];
    const calls = state.messages.findLast((message) => isAIMessage(message))?.tool_calls ?? [];
    return sendToolCalls(calls, toolNames, state);
  };
}
