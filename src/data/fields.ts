import { z } from "zod";

const WHITESPACE_AND_CONTROLS = /[\p{Cc}\p{Cs}\p{Z}\u200b\ufeff]+/gu;
const DECIMAL = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;
const INVALID_IN_ID = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u;
const MIN_MILLISECONDS = 1e11; // read as seconds, this is the year 5138

/** A non-blank ID. Numbers, as in JSON, are converted to their digits. */
export const idSchema = z.preprocess(
  (value) => (typeof value === "number" ? String(value) : value),
  z
    .string({ error: "expected an id" })
    .trim()
    .refine((text) => text !== "" && !INVALID_IN_ID.test(text), {
      error: "expected an id that is not empty and has no control characters",
    }),
);

/** A number, or a string with a decimal number. */
export const numberSchema = z.preprocess(
  (value) => (typeof value === "string" && DECIMAL.test(value) ? Number(value) : value),
  z.number({ error: "expected a number" }),
);

/** Unix seconds. Values that can only be milliseconds are rejected. */
export const secondsSchema = numberSchema.refine((value) => Math.abs(value) < MIN_MILLISECONDS, {
  error: "expected seconds, not milliseconds",
});

/** A title as {@link toTitle} cleans it. */
export const titleSchema = z.string({ error: "expected a title" }).transform(toTitle);

/** A title on one line; "untitled item" if it is missing or blank. */
export function toTitle(text: string | null | undefined): string {
  return toSingleLine(text ?? "") || "untitled item";
}

/** Replaces every run of whitespace, control characters and lone surrogates by one space, and trims. */
export function toSingleLine(text: string): string {
  return text.replace(WHITESPACE_AND_CONTROLS, " ").trim();
}

/** Cleans category names: single lines, without blanks and duplicates. Duplicates are compared case-insensitively. */
export function distinctCategories(names: readonly (string | null | undefined)[]): string[] {
  const byKey = new Map<string, string>();
  for (const name of names.map((name) => toSingleLine(name ?? ""))) {
    const key = name.toLowerCase();
    if (name !== "" && !byKey.has(key)) byKey.set(key, name);
  }
  return [...byKey.values()];
}
