import { StarError } from "../../../errors.js";

/**
 * A moment in Unix milliseconds, with a fraction where the source tells microseconds.
 *
 * @param value - A number of milliseconds, or an ISO 8601 text; without a zone it is UTC, as LangSmith writes it.
 * @throws {StarError} `TRAJECTORY_INVALID` when it is neither; `place` says where it stands.
 */
export function readTime(value: string | number, place: string): number {
  const moment = typeof value === "number" ? value : parse(value);
  if (Number.isFinite(moment)) return moment;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `${place} is "${value}", which is no time.`,
    remedy: "Write it as ISO 8601, such as 2026-01-31T12:00:00.000Z, or in Unix milliseconds.",
  });
}

function parse(text: string): number {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  // Date keeps milliseconds; what is finer stands in the digits after them.
  const finer = /\.\d{3}(\d+)/.exec(text)?.[1] ?? "0";
  return Date.parse(hasZone ? text : `${text}Z`) + Number(`0.${finer}`);
}
