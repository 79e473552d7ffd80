/** Fetch's `Headers` of any implementation. */
export interface ResponseHeaders {
  get(name: string): string | null;
}

const IN_WORDS =
  /(?:try again|retry|available|reset)\D{0,20}?(\d+(?:\.\d+)?)\s*(ms|milli|s\b|sec|m\b|min|h\b|hour)/i;
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  milli: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
};

/**
 * The time in milliseconds that a server asks to wait: the header `retry-after-ms`, `retry-after` in seconds or as an HTTP date, or the
 * words of the error message. A date is compared with the server's own clock if the response has a `date`.
 *
 * @returns Undefined if the server does not say.
 */
export function readRetryAfter(headers: ResponseHeaders, words: string): number | undefined {
  const milliseconds = parseNumber(headers.get("retry-after-ms"));
  if (milliseconds !== undefined) return milliseconds;
  const given = headers.get("retry-after");
  const seconds = parseNumber(given);
  if (seconds !== undefined) return seconds * 1000;
  // Without letters it is a broken number, which JavaScript would take for a year.
  const until = /[a-z]{3}/i.test(given ?? "") ? Date.parse(given ?? "") : NaN;
  if (Number.isFinite(until)) {
    const sentAt = Date.parse(headers.get("date") ?? "");
    return Math.max(0, until - (Number.isFinite(sentAt) ? sentAt : Date.now()));
  }
  const [, amount, unit = ""] = IN_WORDS.exec(words) ?? [];
  return amount === undefined ? undefined : Number(amount) * (UNITS[unit.toLowerCase()] ?? 1000);
}

function parseNumber(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
