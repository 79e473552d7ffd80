import { userSequences } from "../../../data/sequences.js";
import type { Dataset, Interaction, ItemId, UserId } from "../../../types.js";
import type { Refusal } from "../../http/refusal.js";

/** A choice as a client tells it. */
export interface ToldChoice {
  readonly itemId: ItemId;
  readonly timestamp?: number | undefined;
}

/** Whom a recommendation is for: somebody the dataset knows, or anybody with a history of their own. */
export interface Users {
  /** The history that is told, or else the one that is known; oldest first. */
  historyOf(userId: UserId, told: readonly ToldChoice[] | undefined): Interaction[] | Refusal;
  /** Says which item is not in the catalogue. */
  refuseItems(itemIds: readonly ItemId[], parameter: string): Refusal | undefined;
}

export function createUsers({
  interactions,
  items,
  clock,
}: Pick<Dataset, "interactions" | "items" | "clock">): Users {
  const known = new Map(
    userSequences(interactions).map((sequence) => [sequence.userId, sequence.interactions]),
  );
  const refuseItems = (itemIds: readonly ItemId[], parameter: string) => {
    const place = itemIds.findIndex((id) => !items.has(id));
    const id = itemIds[place];
    return id === undefined ? undefined : noItem(id, `${parameter}[${place}]`);
  };
  return {
    refuseItems,
    historyOf(userId, told) {
      // A copy for each request: what is computed from a history is remembered as long as its array lives.
      if (told === undefined) return known.get(userId)?.slice() ?? noUser(userId);
      return (
        refuseItems(
          told.map(({ itemId }) => itemId),
          "history",
        ) ??
        (clock === "unix-seconds" ? refuseTimes(told) : undefined) ??
        told.map(({ itemId, timestamp }, place) => ({
          userId,
          itemId,
          timestamp: timestamp ?? place,
        }))
      );
    },
  };
}

/** Tools state dates, so where there are real ones they are not made up. */
function refuseTimes(told: readonly ToldChoice[]): Refusal | undefined {
  const times = told.map(({ timestamp }) => timestamp ?? Number.NaN);
  const place = times.findIndex((time, index) => !(time >= (times[index - 1] ?? -Infinity)));
  if (place === -1) return undefined;
  return {
    refused: "REQUEST_INVALID",
    parameter: `history[${place}].timestamp`,
    message: Number.isNaN(times[place])
      ? `Choice ${place} of the history has no timestamp, and this dataset has real ones.`
      : `Choice ${place} of the history is older than the one before it.`,
    remedy: "Give every choice its time in Unix seconds, oldest first.",
  };
}

function noUser(userId: UserId): Refusal {
  return {
    refused: "USER_NOT_FOUND",
    parameter: "userId",
    message: `There is no user ${JSON.stringify(userId)} in this dataset.`,
    remedy: "Use a user's id of the dataset, or send the history of a new one.",
  };
}

function noItem(itemId: ItemId, parameter: string): Refusal {
  return {
    refused: "ITEM_NOT_FOUND",
    parameter,
    message: `There is no item ${JSON.stringify(itemId)} in this dataset.`,
    remedy: "Use ids of the dataset's catalogue.",
  };
}
