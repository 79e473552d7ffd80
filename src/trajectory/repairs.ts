import type { AIMessage } from "@langchain/core/messages";
import { z } from "zod";
import { createNamedCounter, type NamedCounts } from "./named-counter.js";

/** Zod schema of {@link RepairRecord}. */
export const repairRecordSchema = z.strictObject({
  /** What differed, such as `words_around_json`. `docs/models.md` lists the kinds. */
  kind: z.string(),
  /** What the model or the server wrote, at most 2,000 characters. */
  original: z.string(),
});
/** One difference between a reply and what it should be that was repaired. */
export type RepairRecord = z.infer<typeof repairRecordSchema>;

/** Name of the event by which graphs report a {@link ReplyReading}, and key of a message's `response_metadata` for a model's own repairs. */
export const REPAIRS = "star_repairs";

/** How a graph read the last reply of a model that was not as it should be. */
export interface ReplyReading {
  readonly repairs: readonly RepairRecord[];
  /** The repaired message. Left out if the message itself was not changed. */
  readonly reply?: AIMessage;
  /** Why the reply could not be read, in the words that the model was told. Left out if it could be. */
  readonly unreadable?: string;
}

/** Counts the repairs of model calls, or of whatever else lists them, by kind. */
export function countRepairs(
  repaired: Iterable<{ readonly repairs?: readonly Pick<RepairRecord, "kind">[] | undefined }>,
): NamedCounts {
  const counter = createNamedCounter();
  for (const { repairs = [] } of repaired) for (const { kind } of repairs) counter.add(kind);
  return counter.read();
}

/** `2 words_around_json, 1 calls_in_text` */
export function describeRepairs(counts: NamedCounts): string {
  return Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");
}
