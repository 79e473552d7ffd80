import { z } from "zod";
import { findWrongUnit } from "../text/day.js";

const WHITESPACE_AND_CONTROLS = /[\p{Cc}\p{Cs}\p{Z}\u200b\ufeff]+/gu;
const DECIMAL = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;
const INVALID_IN_ID = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u;
/** `7.65612E+16` and `76561198000000000.0`: how programs write a long number after they have rounded it; also with a decimal comma. */
const ROUNDED = /^[-+]?(?:\d(?:[.,]\d+)?e\+\d{2,}|\d{16,}[.,]0*)$/i;

/**
 * A non-blank ID. Whole numbers, as in JSON, are converted to their digits. A number that was rounded is rejected, because it
 * can stand for several IDs.
 */
export const idSchema = z.preprocess(
  (value) => (isExactInteger(value) ? String(value) : value),
  z
    .string({
      error: ({ input }) =>
        typeof input === "number"
          ? "expected an id: text, or a whole number with all its digits"
          : "expected an id",
    })
    .trim()
    .refine((text) => text !== "" && !INVALID_IN_ID.test(text), {
      error: "expected an id that is not empty and has no control characters",
    })
    .refine((text) => !ROUNDED.test(text), {
      error: "expected an id with all its digits, not a rounded number: write the column as text",
    }),
);

function isExactInteger(value: unknown): boolean {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}

function toNumber(value: unknown): unknown {
  const isNumeric = typeof value === "bigint" || (typeof value === "string" && DECIMAL.test(value));
  return isNumeric ? Number(value) : value;
}

/** A number, or a string with a decimal number. */
export const numberSchema = z.preprocess(toNumber, z.number({ error: "expected a number" }));

/** Unix seconds. Dates, and values that can only be milliseconds or smaller units, are rejected. */
export const secondsSchema = z.preprocess(
  toNumber,
  z.number({ error: "expected a number of Unix seconds" }).check(rejectWrongUnit),
);

/** Adds an issue to a number that is too large for Unix seconds. */
export function rejectWrongUnit(context: z.core.ParsePayload<number>): void {
  const { value, issues } = context;
  const message = findWrongUnit(value);
  if (message !== undefined) issues.push({ code: "custom", input: value, message });
}

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
