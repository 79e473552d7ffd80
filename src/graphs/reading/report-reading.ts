import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import { REPAIRS, type ReplyReading } from "../../trajectory/repairs.js";

/** Reports to the callback handlers of the current run how its last reply was read, unless it was as it should be. */
export async function reportReading(reading: ReplyReading): Promise<void> {
  if (reading.repairs.length === 0 && reading.unreadable === undefined) return;
  await dispatchCustomEvent(REPAIRS, reading);
}
