import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import type { Repair } from "../../models/reply/repair.js";

/** Name of the custom event with the repairs of one reply: `{ repairs }`. */
export const REPAIRS_EVENT = "star_repairs";

/** Reports repairs to the callback handlers of the current run. */
export async function reportRepairs(repairs: readonly Repair[]): Promise<void> {
  if (repairs.length > 0) await dispatchCustomEvent(REPAIRS_EVENT, { repairs });
}
