import { StarError } from "../../errors.js";
import { quoteValue } from "../parse-row.js";
import { isNothing } from "./is-nothing.js";

/** How times are written. `order`: positions, such as 1, 2, 3. */
export const TIME_FORMATS = ["seconds", "milliseconds", "microseconds", "iso", "order"] as const;
/** One of {@link TIME_FORMATS}. */
export type TimeFormat = (typeof TIME_FORMATS)[number];

const NUMBER = /^[-+]?\d+(?:\.\d*)?$/;
/** Year first, so that day and month cannot be confused; a time and an offset may follow. */
const ISO =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?\s*(Z|UTC|[-+]\d{2}:?\d{2})?$/i;
/** Numbers below this are positions: as seconds they would be in 1970. */
const YEAR_SECONDS = 31_536_000;
const PER_SECOND = { seconds: 1, order: 1, milliseconds: 1e3, microseconds: 1e6 } as const;

/**
 * Finds out how times are written. The largest number decides on its unit.
 *
 * @param file - For the error.
 * @throws {StarError} `DATASET_MALFORMED` if they are neither numbers nor dates with the year first.
 */
export function findTimeFormat(values: readonly string[], file: string): TimeFormat {
  const texts = values.filter((value) => !isNothing(value)).map((value) => value.trim());
  if (texts.length > 0 && texts.every((text) => ISO.test(text))) return "iso";
  if (texts.length > 0 && texts.every((text) => NUMBER.test(text))) {
    const largest = Math.max(...texts.map((text) => Math.abs(Number(text))));
    if (largest < YEAR_SECONDS) return "order";
    if (largest < 1e11) return "seconds";
    return largest < 1e14 ? "milliseconds" : "microseconds";
  }
  throw new StarError("DATASET_MALFORMED", {
    message: `The times of ${file} are neither numbers nor dates with the year first: ${texts.slice(0, 3).map(quoteValue).join(", ") || "all are empty"}.`,
    remedy:
      "Write them like 2024-01-31, 2024-01-31 18:30:00 or 1706725800, or choose another column with --time-col.",
  });
}

/** Unix seconds, or the position, of a time. Undefined if it is not written in this format. Times without an offset are UTC. */
export function parseTime(text: string, format: TimeFormat): number | undefined {
  const trimmed = text.trim();
  if (format === "iso") return parseIso(trimmed);
  return NUMBER.test(trimmed) ? Number(trimmed) / PER_SECOND[format] : undefined;
}

function parseIso(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", zone = "Z"] =
    match;
  const two = (digits: string) => digits.padStart(2, "0");
  const seconds = Number(second);
  const isUtc = /^(?:z|utc)$/i.test(zone);
  const offset = isUtc ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const time = Date.parse(
    `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:00${offset}`,
  );
  const date = new Date(`${year}-${two(month)}-${two(day)}T00:00:00Z`);
  // Date accepts February 30 and shows it as March 1.
  const isReal = date.getUTCDate() === Number(day) && seconds < 60;
  return Number.isNaN(time) || !isReal ? undefined : time / 1000 + seconds;
}
