import { userSequences } from "../../../data/sequences.js";
import type { Dataset, Interaction, ItemId, UserId } from "../../../types.js";
import type { HttpError } from "../../http/http-error.js";

/** An interaction as sent by a client. */
interface SentInteraction {
  readonly itemId: ItemId;
  readonly timestamp?: number | undefined;
}

/** The users and items that recommendation requests refer to. */
export interface Users {
  /** Returns the sent history or, without one, the known history of the user; oldest interaction first. */
  historyOf(
    userId: UserId,
    sent: readonly SentInteraction[] | undefined,
  ): Interaction[] | HttpError;
  /** Returns an error for the first item that is not in the catalog. */
  checkItems(itemIds: readonly ItemId[], parameter: string): HttpError | undefined;
}

/** Creates the lookup of users and items of a dataset. */
export function createUsers({
  interactions,
  items,
  clock,
}: Pick<Dataset, "interactions" | "items" | "clock">): Users {
  const known = new Map(
    userSequences(interactions).map((sequence) => [sequence.userId, sequence.interactions]),
  );
  const checkItems = (itemIds: readonly ItemId[], parameter: string) => {
    const index = itemIds.findIndex((id) => !items.has(id));
    const id = itemIds[index];
    return id === undefined ? undefined : itemNotFound(id, `${parameter}[${index}]`);
  };
  return {
    checkItems,
    historyOf(userId, sent) {
      // A copy per request: values computed from a history are cached as long as its array exists.
      if (sent === undefined) return known.get(userId)?.slice() ?? userNotFound(userId);
      return (
        checkItems(
          sent.map(({ itemId }) => itemId),
          "history",
        ) ??
        (clock === "unix-seconds" ? checkTimestamps(sent) : undefined) ??
        sent.map(({ itemId, timestamp }, index) => ({
          userId,
          itemId,
          timestamp: timestamp ?? index,
        }))
      );
    },
  };
}

/** Tools mention dates, so a dataset with real timestamps needs them in a sent history, too. */
function checkTimestamps(sent: readonly SentInteraction[]): HttpError | undefined {
  const times = sent.map(({ timestamp }) => timestamp ?? Number.NaN);
  const index = times.findIndex((time, at) => !(time >= (times[at - 1] ?? -Infinity)));
  if (index === -1) return undefined;
  return {
    errorCode: "REQUEST_INVALID",
    parameter: `history[${index}].timestamp`,
    message: Number.isNaN(times[index])
      ? `history[${index}] has no timestamp, but this dataset has real ones.`
      : `history[${index}] is older than the interaction before it.`,
    remedy: "Send every interaction with its timestamp in Unix seconds, oldest first.",
  };
}

function userNotFound(userId: UserId): HttpError {
  return {
    errorCode: "USER_NOT_FOUND",
    parameter: "userId",
    message: `There is no user ${JSON.stringify(userId)} in this dataset.`,
    remedy: "Use the id of a user in the dataset, or send a history.",
  };
}

function itemNotFound(itemId: ItemId, parameter: string): HttpError {
  return {
    errorCode: "ITEM_NOT_FOUND",
    parameter,
    message: `There is no item ${JSON.stringify(itemId)} in this dataset.`,
    remedy: "Use item ids of the dataset.",
  };
}
