import type { Item, UserId } from "../types.js";
import { printId, readId } from "./data-text.js";
import { formatItem, ID_PATTERN, ITEM_PATTERN, readItem } from "./item-line.js";

/** A similar user, as one line of a neighbor answer states it. */
interface UserNeighbor {
  /** 1 for the nearest. */
  readonly rank: number;
  readonly userId: UserId;
  /** Cosine similarity of the ALS factors, -1 to 1; the text has two decimals. */
  readonly similarity: number;
  /** Items that both users have interacted with. */
  readonly shared: number;
  /** Items that the neighbor has interacted with. */
  readonly total: number;
}

/** A similar item, as one line of a neighbor answer states it. */
interface ItemNeighbor {
  /** 1 for the nearest. */
  readonly rank: number;
  readonly item: Item;
  /** Cosine similarity of the ALS factors, -1 to 1; the text has two decimals. */
  readonly similarity: number;
  /** Users who interacted with both items. */
  readonly together: number;
}

/** `2. user 12: similarity 0.50, 3 of 10 choices in common` */
export function formatUserNeighbor(neighbor: UserNeighbor): string {
  const { rank, userId, similarity, shared, total } = neighbor;
  return `${rank}. user ${printId(userId)}: similarity ${similarity.toFixed(2)}, ${shared} of ${total} choices in common`;
}

/** `1. [242] "Kolya (1996)" (Comedy): similarity 0.95, 4 users chose both` */
export function formatItemNeighbor({ rank, item, similarity, together }: ItemNeighbor): string {
  return `${rank}. ${formatItem(item)}: similarity ${similarity.toFixed(2)}, ${together} users chose both`;
}

const SIMILARITY = String.raw`similarity (-?[\d.]+)`;
const USER_NEIGHBOR = new RegExp(
  String.raw`^(\d+)\. user (${ID_PATTERN}): ${SIMILARITY}, (\d+) of (\d+) choices in common$`,
);
const ITEM_NEIGHBOR = new RegExp(
  String.raw`^(\d+)\. ${ITEM_PATTERN}: ${SIMILARITY}, (\d+) users chose both$`,
);

/** The inverse of {@link formatUserNeighbor}, except for rounding; undefined for any other text. */
export function parseUserNeighbor(line: string): UserNeighbor | undefined {
  const parts = USER_NEIGHBOR.exec(line);
  if (parts === null) return undefined;
  const [, rank, userId = "", similarity, shared, total] = parts;
  return {
    rank: Number(rank),
    userId: readId(userId),
    similarity: Number(similarity),
    shared: Number(shared),
    total: Number(total),
  };
}

/** The inverse of {@link formatItemNeighbor}, except for rounding; undefined for any other text. */
export function parseItemNeighbor(line: string): ItemNeighbor | undefined {
  const parts = ITEM_NEIGHBOR.exec(line);
  if (parts === null) return undefined;
  const [similarity, together] = parts.slice(5);
  return {
    rank: Number(parts[1]),
    item: readItem(parts.slice(2, 5)),
    similarity: Number(similarity),
    together: Number(together),
  };
}

/** The line of the nearest neighbor in a tool answer, without its rank; undefined when the answer lists no neighbors. */
export function findNearestNeighbor(answer: string): string | undefined {
  const line = answer
    .split("\n")
    .find((text) => (parseUserNeighbor(text) ?? parseItemNeighbor(text))?.rank === 1);
  return line?.slice("1. ".length);
}
