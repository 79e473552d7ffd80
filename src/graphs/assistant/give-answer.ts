import { AIMessage } from "@langchain/core/messages";
import { printId } from "../../text/data-text.js";
import { formatItem, lookUpItem } from "../../text/item-line.js";
import type { Dataset, ItemId, UserId } from "../../types.js";

interface AnsweredState {
  readonly userId: UserId;
  readonly candidates: readonly ItemId[];
  readonly ranking: readonly ItemId[];
  readonly reasoning?: string;
}

/** The node that writes the ranking as a message with titles. Reads `userId`, `candidates`, `ranking` and `reasoning`; writes `messages`. */
export function createGiveAnswerNode({ items }: Pick<Dataset, "items">) {
  return (state: AnsweredState) => ({ messages: [new AIMessage(formatAnswer(state, items))] });
}

/** Titles and reasons are in a code block, so that a chat's window cannot read them as images or links. */
function formatAnswer(
  { userId, candidates, ranking, reasoning = "" }: AnsweredState,
  items: Dataset["items"],
): string {
  const line = (id: ItemId) => formatItem(lookUpItem(items, id));
  const unranked = candidates.filter((id) => !ranking.includes(id));
  const parts = [
    `Ranking for user ${printId(userId)}, best first:`,
    ...ranking.map((id, position) => `${position + 1}. ${line(id)}`),
    ...(unranked.length > 0 ? ["", "Not ranked:", ...unranked.map((id) => `- ${line(id)}`)] : []),
    ...(reasoning === "" ? [] : ["", reasoning]),
  ];
  return inCodeBlock(parts.join("\n"));
}

function inCodeBlock(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}\n${fence}`;
}
