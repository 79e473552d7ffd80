import { z } from "zod";
import type { LinearText } from "../transcript/render-linear.js";
import { addTo, zeroes } from "./tally.js";

/** What trained text is made of. */
export const TRAINED_PARTS = [
  "plan",
  "analysis",
  "calls",
  "reflection",
  "recommend",
  /** The ends of turns, and text outside of tags. */
  "other",
] as const;
export type TrainedPart = (typeof TRAINED_PARTS)[number];

const count = z.int().min(0);

/** Tokens of one or many rows. */
export const tokenCountsSchema = z.strictObject({
  /** All that a student reads and writes. */
  total: count,
  /** What it writes, and so is trained on: the sum of the parts. */
  trained: count,
  parts: z.record(z.enum(TRAINED_PARTS), count),
});
export type TokenCounts = z.infer<typeof tokenCountsSchema>;

/** Counts tokens as the student's tokenizer makes them. */
export interface TokenMeter {
  measure(linear: LinearText): TokenCounts;
}

export function sumTokens(counts: readonly TokenCounts[]): TokenCounts {
  const parts = zeroes(TRAINED_PARTS);
  let [total, trained] = [0, 0];
  for (const one of counts) {
    total += one.total;
    trained += one.trained;
    addTo(parts, one.parts);
  }
  return { total, trained, parts };
}
