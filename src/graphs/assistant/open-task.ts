import { AIMessage, type BaseMessage, isHumanMessage } from "@langchain/core/messages";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { CollaborativeIndex } from "../../collaborative/collaborative-index.js";
import { StarError } from "../../errors.js";
import { quoteData } from "../../text/data-text.js";
import type { Dataset, ItemId, UserId } from "../../types.js";
import { toGraphInput } from "../graph-input.js";
import { resolveRecommendation } from "../recommend-options.js";
import { assistantContextSchema } from "./assistant-state.js";
import { findUsers } from "./find-user.js";

/** What an assistant knows of users and items. */
export interface AssistantData {
  readonly dataset: Dataset;
  /** Retrieves candidates, and is read by the tools. */
  readonly index: CollaborativeIndex;
}

/** Keys that no input and no node has written yet are undefined. */
interface AskedState {
  readonly messages: BaseMessage[];
  readonly userId?: string | undefined;
  readonly candidates?: string[] | undefined;
  readonly retrieved?: string[] | undefined;
}

/**
 * The node that turns a user id, or a message that names a user, into a task. A message that does not is answered with what can be
 * asked; `opening` is then empty. Reads `messages`, `userId`, `candidates` and `retrieved`; writes the last three and `opening`.
 *
 * @throws {StarError} `INVALID_ARGUMENT` or `UNKNOWN_ITEM`, when run, if the input is wrong. LangGraph itself checks the context.
 */
export function createOpenTaskNode({ dataset, index }: AssistantData) {
  return async (state: AskedState, { context }: LangGraphRunnableConfig) => {
    const cleared = { opening: "", ranking: [], reasoning: "", scores: undefined };
    const userId = findUser(state, index);
    if (typeof userId !== "string") {
      return { ...cleared, messages: [explainUse(userId, { dataset, index })] };
    }
    const { candidates = [], retrieved = [] } = state;
    const given = sameIds(candidates, retrieved) ? [] : candidates;
    const { retrieve, candidateCount } = assistantContextSchema.parse(context ?? {});
    const { question } = resolveRecommendation({
      userId,
      dataset,
      index,
      ...(given.length > 0 && { candidates: given }),
      ...(retrieve !== undefined && { retrieve }),
      ...(candidateCount !== undefined && { candidateCount }),
    });
    const task = toGraphInput(question, dataset);
    return { ...cleared, ...task, retrieved: given.length > 0 ? [] : task.candidates };
  };
}

/** The user of a run, else all users that its message names. A message that names none is about the user of the input or thread. */
function findUser(
  { messages, userId = "" }: AskedState,
  index: CollaborativeIndex,
): UserId | UserId[] {
  const last = messages.at(-1);
  const isAsked = last !== undefined && isHumanMessage(last);
  if (!isAsked && userId === "") throw noUser(index);
  const { userIndex } = index.matrix;
  const named = isAsked ? findUsers(last.text, (id) => userIndex.has(id)) : [];
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  return named.length === 0 && userId !== "" ? userId : named;
}

function noUser(index: CollaborativeIndex): StarError {
  const [example = "USER"] = index.matrix.users;
  return new StarError("INVALID_ARGUMENT", {
    message: "The input of the graph has neither a `userId` nor a message of a person.",
    remedy: `Pass { "userId": ${JSON.stringify(example)} }, or a message that names a user.`,
    fields: { option: "userId", value: "undefined" },
  });
}

const EXAMPLES = 3;

function explainUse(named: readonly UserId[], { dataset, index }: AssistantData): AIMessage {
  const { users } = index.matrix;
  const [first = ""] = users;
  const problem =
    named.length === 0
      ? `I rank items for a user of the dataset "${dataset.name}", but your message names none of them.`
      : `Your message names several users (${listIds(named)}); I rank items for one.`;
  return new AIMessage(
    `${problem} Write, for example: Recommend something for user ${quoteData(first)}. There are ${users.length} users, such as ${listIds(users.slice(0, EXAMPLES))}.`,
  );
}

const listIds = (ids: readonly UserId[]) => ids.map(quoteData).join(", ");

function sameIds(some: readonly ItemId[], others: readonly ItemId[]): boolean {
  return some.length === others.length && some.every((id, position) => id === others[position]);
}
