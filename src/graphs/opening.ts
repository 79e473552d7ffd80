import { formatItem } from "../text/item-line.js";
import type { Dataset, Interaction, Item, ItemId, UserId } from "../types.js";
import { RECENT_CHOICES } from "../tools/lookup-user-history.js";
import { printId, quoteData } from "../text/data-text.js";
import { fence } from "./prompts.js";

/** What a graph has to be told about a task, whether it comes from a benchmark or from a request. */
export interface Question {
  readonly userId: UserId;
  /** Oldest first. */
  readonly history: readonly Interaction[];
  readonly candidates: readonly ItemId[];
}

/** The input of teacher and student. */
export interface GraphInput {
  readonly opening: string;
  readonly userId: UserId;
  readonly candidates: ItemId[];
}

const LISTED_CATEGORIES = 6;
const LISTED_CHOICES = 3;

/** The graph's input for a task: the user, a sketch of the history to plan from, and the candidates. */
export function toGraphInput(
  { userId, history, candidates }: Question,
  dataset: Pick<Dataset, "items" | "clock">,
): GraphInput {
  const lookUp = (itemId: ItemId): Item =>
    dataset.items.get(itemId) ?? { id: itemId, title: "unknown item", categories: [] };
  const chosen = history.map(({ itemId }) => lookUp(itemId));
  const recent = chosen.slice(-RECENT_CHOICES);
  const latest = chosen
    .slice(-LISTED_CHOICES)
    .map(({ id, title }) => `[${printId(id)}] ${quoteData(title)}`);
  const data = [
    `User: ${printId(userId)}`,
    `Earlier choices: ${history.length}${dataset.clock === "unix-seconds" ? period(history) : ""}`,
    `Latest choices, oldest first: ${latest.join(", ")}`,
    `Categories of the last ${recent.length} choices: ${countCategories(recent)}`,
    `Categories of all choices: ${countCategories(chosen)}`,
    "Candidates:",
    ...candidates.map((id) => `- ${formatItem(lookUp(id))}`),
  ];
  const opening = `${fence(data.join("\n"))}\nOrder these ${candidates.length} candidates by how likely the user is to choose each next.`;
  return { opening, userId, candidates: [...candidates] };
}

function period(history: readonly Interaction[]): string {
  const day = (interaction: Interaction | undefined) =>
    interaction === undefined
      ? ""
      : new Date(interaction.timestamp * 1000).toISOString().slice(0, 10);
  return history.length === 0 ? "" : `, from ${day(history[0])} to ${day(history.at(-1))}`;
}

/** The most frequent categories with their counts, such as `"Drama" 6, "Comedy" 4`. */
function countCategories(items: readonly Item[]): string {
  const counts = new Map<string, number>();
  for (const category of items.flatMap(({ categories }) => categories)) {
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  const ordered = [...counts]
    .sort(([, first], [, second]) => second - first)
    .slice(0, LISTED_CATEGORIES);
  return (
    ordered.map(([category, count]) => `${quoteData(category)} ${count}`).join(", ") || "none known"
  );
}
