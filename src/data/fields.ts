import { z } from "zod";

const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Z}\u200b\ufeff]+/gu;
const DECIMAL = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;
const UNFIT_FOR_ID = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u;
const MILLISECONDS_FROM = 1e11; // as seconds, the year 5138

/** Text from outside as one line: every run of whitespace, control characters and broken surrogates becomes one space. */
export function oneLine(text: string): string {
  return text.replace(UNPRINTABLE, " ").trim();
}

/** An id, which is text that is not blank. A number, as JSON may have it, is taken as its digits. */
export const idSchema = z.preprocess(
  (value) => (typeof value === "number" ? String(value) : value),
  z.string({ error: "expected an id" }).trim().refine(isId, {
    error: "expected an id that is not empty and has no control characters",
  }),
);

/** A number, or text that is one. */
export const numberSchema = z.preprocess(
  (value) => (typeof value === "string" && DECIMAL.test(value) ? Number(value) : value),
  z.number({ error: "expected a number" }),
);

/** Unix seconds. Values that can only be milliseconds are refused, since every time span would come out wrong. */
export const secondsSchema = numberSchema.refine((value) => Math.abs(value) < MILLISECONDS_FROM, {
  error: "expected seconds, not milliseconds",
});

/** A title on one line; "untitled item" for a blank one. */
export const titleSchema = z.string({ error: "expected a title" }).transform(toTitle);

/** A title on one line; "untitled item" where the source has none. */
export function toTitle(text: string | null | undefined): string {
  return oneLine(text ?? "") || "untitled item";
}

/** Category names as data has them, made clean: one line each, none blank, none twice (whatever the case). */
export function distinctCategories(names: readonly (string | null | undefined)[]): string[] {
  const byKey = new Map<string, string>();
  for (const name of names.map((name) => oneLine(name ?? ""))) {
    const key = name.toLowerCase();
    if (name !== "" && !byKey.has(key)) byKey.set(key, name);
  }
  return [...byKey.values()];
}

function isId(text: string): boolean {
  return text !== "" && !UNFIT_FOR_ID.test(text);
}
