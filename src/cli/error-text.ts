import type { ErrorCount } from "../distill/teaching/tally.js";

/** Errors that are printed; the others are counted. */
const SHOWN_ERRORS = 5;
/** Characters of an error that are printed. */
const SHOWN_CHARACTERS = 400;

/** Formats distinct errors with their numbers as lines; none without an error. */
export function formatErrors(errors: readonly ErrorCount[], title = "Errors:"): string[] {
  const shown = errors.slice(0, SHOWN_ERRORS).map(({ error, count }) => {
    const text = error.replaceAll(/\s+/g, " ");
    return `  ${count} x ${text.slice(0, SHOWN_CHARACTERS)}${text.length > SHOWN_CHARACTERS ? " …" : ""}`;
  });
  const others = errors.slice(SHOWN_ERRORS).reduce((sum, { count }) => sum + count, 0);
  return [
    ...(shown.length > 0 ? [title, ...shown] : []),
    ...(others > 0 ? [`  ${others} x others`] : []),
  ];
}
