import { z } from "zod";

const UNPRINTABLE = /[\p{Cc}\p{Z}\u200b\ufeff]+/gu;
const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
const MILLISECONDS_FROM = 1e11; // as seconds, the year 5138

/** Text from outside as one line: every run of whitespace and control characters becomes one space. */
export function oneLine(text: string): string {
  return text.replace(UNPRINTABLE, " ").trim();
}

/** An id: any text that is not blank. A number in JSON is taken as its digits. */
export const idSchema = z
  .union([z.string(), z.number().transform(String)], { error: "expected an id" })
  .transform(oneLine)
  .refine((id) => id !== "", { error: "expected an id that is not empty" })
  .refine((id) => !/\p{Surrogate}/u.test(id), { error: "expected an id of whole characters" });

/** A number, or text that is one. */
export const numberSchema = z.union(
  [
    z.number(),
    z
      .string()
      .trim()
      .regex(DECIMAL)
      .transform(Number)
      .refine((value) => Number.isFinite(value)),
  ],
  { error: "expected a number" },
);

/** Unix seconds. Values that can only be milliseconds are refused, since every time span would come out wrong. */
export const secondsSchema = numberSchema.refine((value) => Math.abs(value) < MILLISECONDS_FROM, {
  error: "expected seconds, not milliseconds",
});

export const titleSchema = z.string().transform(oneLine);
