import { tool, type ToolRuntime } from "@langchain/core/tools";
import { z } from "zod";
import { countSharedUsers } from "../collaborative/co-occurrence.js";
import { EVIDENCE_NEIGHBORS } from "../collaborative/evidence/history-signals.js";
import type { Evidence } from "../collaborative/evidence/evidence.js";
import { printId, quoteData } from "../text/data-text.js";
import { lookUpItem } from "../text/item-line.js";
import { formatItemNeighbor, formatUserNeighbor } from "../text/neighbor-line.js";
import type { ItemId } from "../types.js";
import type { ToolModule, ToolParts } from "./tool-module.js";
import { noSuchUser, type FindSubject } from "./tool-subject.js";

const NEIGHBOR_TOOL = "search_neighbors";

/** Neighbors per item that the leak check compares. */
const ITEM_NEIGHBORS_CHECKED = 10;

const schema = z.object({
  kind: z.enum(["user", "item"]).describe("What to find, and what the id is."),
  id: z.string().describe("A user id or an item id."),
  k: z.int().min(1).max(EVIDENCE_NEIGHBORS).describe(`How many. 1 to ${EVIDENCE_NEIGHBORS}.`),
});

/** The tool that finds the nearest users or items: cosine similarity of ALS factors, searched with HNSW. */
export const searchNeighbors: ToolModule = {
  name: NEIGHBOR_TOOL,
  option: "neighbors",
  create: createSearchNeighbors,
  leakCalls: ({ userId, history, candidates }) => {
    const latest = history.at(-1)?.itemId;
    const itemIds = [...(latest === undefined ? [] : [latest]), ...candidates];
    return [
      { kind: "user", id: userId, k: EVIDENCE_NEIGHBORS },
      ...itemIds.map((id) => ({ kind: "item", id, k: ITEM_NEIGHBORS_CHECKED })),
    ];
  },
};

function createSearchNeighbors({ findSubject, evidence }: ToolParts) {
  return tool(
    ({ kind, id, k }: z.infer<typeof schema>, runtime: ToolRuntime) =>
      kind === "item"
        ? nearestItems(evidence, id, k)
        : nearestUsers(evidence, findSubject(id, runtime), id, k),
    {
      name: NEIGHBOR_TOOL,
      description: "Finds the users or items most similar to one, by what all users chose.",
      schema,
    },
  );
}

function nearestUsers(
  evidence: Evidence,
  subject: ReturnType<FindSubject>,
  id: string,
  k: number,
): string {
  if (subject === undefined) return noSuchUser(id);
  const { matrix } = evidence.index;
  const own = new Set(subject.history.flatMap(({ itemId }) => matrix.itemIndex.get(itemId) ?? []));
  const lines = evidence
    .nearestUsers(subject)
    .slice(0, k)
    .map(({ index, similarity }, position) => {
      const choices = matrix.rows.columns.subarray(
        matrix.rows.offsets[index],
        matrix.rows.offsets[index + 1],
      );
      const shared = choices.reduce((count, item) => count + (own.has(item) ? 1 : 0), 0);
      return formatUserNeighbor({
        rank: position + 1,
        userId: matrix.users[index] ?? "",
        similarity,
        shared,
        total: choices.length,
      });
    });
  if (lines.length === 0) return `User ${printId(id)} has no neighbors: too little history.`;
  return [`The ${lines.length} users nearest to user ${printId(id)}:`, ...lines].join("\n");
}

function nearestItems({ index, items }: Evidence, id: ItemId, k: number): string {
  const item = index.matrix.itemIndex.get(id);
  if (item === undefined) {
    return `There is no item ${quoteData(id)}. Use an item id from the task or from a history answer.`;
  }
  const { factors, itemFactors } = index.als;
  const vector = itemFactors.subarray(item * factors, (item + 1) * factors);
  const lines = index.itemNeighbors
    .search(vector, k, { exclude: item })
    .map(({ index: other, similarity }, position) => {
      const otherId = index.matrix.items[other] ?? "";
      const neighbor = lookUpItem(items, otherId);
      const together = countSharedUsers(index.coOccurrence, item, other);
      return formatItemNeighbor({ rank: position + 1, item: neighbor, similarity, together });
    });
  if (lines.length === 0) return `Item ${printId(id)} has no neighbors: nobody chose it yet.`;
  return [`The ${lines.length} items nearest to item ${printId(id)}:`, ...lines].join("\n");
}
