import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { RemoveMessage } from "@langchain/core/messages";
import {
  END,
  type LangGraphRunnableConfig,
  REMOVE_ALL_MESSAGES,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { assertIntegers, assertOptions } from "../assert.js";
import { StarError } from "../errors.js";
import { fenceData } from "../text/data-text.js";
import { formatDay } from "../text/day.js";
import { formatHistory } from "../text/history-answer.js";
import { lookUpItem } from "../text/item-line.js";
import type { Dataset, Interaction } from "../types.js";
import { askModel } from "./ask-model.js";
import { assertChatModel, assertDataset, assertTaskState } from "./check-options.js";
import { request } from "./prompts.js";
import { recommendationOf, recommendationPrompt } from "./recommendation.js";
import {
  StudentOutput,
  StudentState,
  type TaskContext,
  taskContextSchema,
  TaskInput,
} from "./state.js";

/** The system prompt of {@link createPlainRecommender}. */
const PLAIN_PROMPT = `You are the recommender of items to one user.
Order the candidates by how likely the user is to choose each next, best first. Judge by the earlier choices of the user.`;

/** Options of {@link createPlainRecommender}. */
export interface CreatePlainRecommenderOptions {
  readonly llm: BaseChatModel;
  /** Titles and categories of the items, and whether timestamps are dates. */
  readonly dataset: Pick<Dataset, "items" | "clock">;
  /** Number of the latest interactions in the prompt. Default 20. */
  readonly historyLength?: number;
  /** Maximum number of times that an unreadable answer is returned to the model with the reason. Default 2. */
  readonly maxRepairs?: number;
}

const OPTIONS = {
  llm: true,
  dataset: true,
  historyLength: true,
  maxRepairs: true,
} as const satisfies Record<keyof CreatePlainRecommenderOptions, true>;

type State = typeof StudentState.State;

/**
 * Plain prompting, to compare others with: one model call with the user's latest interactions and the candidates, without tools. An
 * answer that cannot be read is returned to the model with the reason.
 *
 * @returns An uncompiled `StateGraph`, invoked like a student with `toGraphInput(task, dataset)` and `{ context: { task } }`, whose
 * history it reads. `ranking` contains at least five distinct candidates, best first.
 * @throws {StarError} `INVALID_ARGUMENT` when an option is unknown, missing or out of range. A run fails with `MODEL_ANSWER_INVALID`
 * when the last answer is unreadable, too.
 *
 * @example
 * ```ts
 * import { createPlainRecommender, createTasks, loadDataset, OfflineModel, toGraphInput, visible } from "langgraph-star";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const plain = createPlainRecommender({ llm: new OfflineModel(), dataset }).compile();
 * for (const task of createTasks(dataset, { split: "test", limit: 1 }).tasks) {
 *   const { ranking } = await plain.invoke(toGraphInput(task, dataset), { context: { task: visible(task) } });
 *   console.log(ranking.length); // 20
 * }
 * ```
 */
export function createPlainRecommender(options: CreatePlainRecommenderOptions) {
  assertOptions("createPlainRecommender", options, OPTIONS);
  const { llm, dataset, historyLength = 20, maxRepairs = 2 } = options;
  assertChatModel("llm", llm);
  assertDataset("dataset", dataset);
  assertIntegers({ historyLength });
  assertIntegers({ maxRepairs }, { least: 0 });
  return new StateGraph(StudentState, {
    input: TaskInput,
    output: StudentOutput,
    context: taskContextSchema,
  })
    .addNode("recommend", createNode({ llm, dataset, historyLength, maxRepairs }))
    .addEdge(START, "recommend")
    .addEdge("recommend", END);
}

/** Reads `opening`, `candidates` and the history of the context's task; writes `messages` and `ranking`. */
function createNode({
  llm,
  dataset,
  historyLength,
  maxRepairs,
}: Required<CreatePlainRecommenderOptions>) {
  const prompt = recommendationPrompt(PLAIN_PROMPT);
  return async (state: State, { context }: LangGraphRunnableConfig<TaskContext>) => {
    assertTaskState(state);
    const history = context?.task?.history;
    if (history === undefined) throw missingTask();
    // The task is last: small models go on with the list that they read last.
    const asked = [
      prompt,
      request({ History: formatLatest(history, historyLength, dataset), Task: state.opening }),
    ];
    const { messages, answer } = await askModel({
      model: llm,
      messages: asked,
      role: "recommender",
      maxRepairs,
      ...recommendationOf(state.candidates),
    });
    const conversation = [new RemoveMessage({ id: REMOVE_ALL_MESSAGES }), ...asked, ...messages];
    return { messages: conversation, ranking: answer.ranking, scores: undefined };
  };
}

function missingTask(): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: "The context of the graph has no `task`, whose history is needed.",
    remedy: "Invoke it with `toGraphInput(task, dataset)` and `{ context: { task } }`.",
    fields: { option: "context.task", value: "undefined" },
  });
}

function formatLatest(
  history: readonly Interaction[],
  length: number,
  { items, clock }: Pick<Dataset, "items" | "clock">,
): string {
  const skipped = Math.max(0, history.length - length);
  const entries = history.slice(skipped).map(({ itemId, timestamp }, index) => ({
    position: skipped + index + 1,
    ...(clock === "unix-seconds" && { date: formatDay(timestamp) }),
    item: lookUpItem(items, itemId),
  }));
  if (entries.length === 0) return "";
  const shown = skipped === 0 ? "All" : `The last ${entries.length} of`;
  const lines = formatHistory(entries).join("\n");
  return `${shown} ${history.length} earlier choices, oldest first:\n${fenceData(lines)}`;
}
