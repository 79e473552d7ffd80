import { z } from "zod";
import type { LinearText } from "../transcript/render-linear.js";
import { addCounts, zeroCounts } from "./counts.js";

/** Parts of the trained text. */
export const TRAINED_PARTS = [
  "plan",
  "analysis",
  "calls",
  "reflection",
  "recommend",
  /** Ends of turns, and text outside of tags. */
  "other",
] as const;
/** One of {@link TRAINED_PARTS}. */
export type TrainedPart = (typeof TRAINED_PARTS)[number];

const count = z.int().min(0);

/** Schema of {@link TokenCounts}. */
export const tokenCountsSchema = z.strictObject({
  /** All tokens that the student reads or writes. */
  total: count,
  /** Tokens that the student writes and is trained on: the sum of `parts`. */
  trained: count,
  parts: z.record(z.enum(TRAINED_PARTS), count),
});
/** Token counts of one or more rows. */
export type TokenCounts = z.infer<typeof tokenCountsSchema>;

/** Counts tokens with the student's tokenizer. */
export interface TokenMeter {
  measure(linear: LinearText): TokenCounts;
}

/** Sums token counts; all 0 for an empty list. */
export function sumTokens(counts: readonly TokenCounts[]): TokenCounts {
  const parts = zeroCounts(TRAINED_PARTS);
  let [total, trained] = [0, 0];
  for (const one of counts) {
    total += one.total;
    trained += one.trained;
    addCounts(parts, one.parts);
  }
  return { total, trained, parts };
}
