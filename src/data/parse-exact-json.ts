import { parse } from "lossless-json";

/** Digits that a double may not hold exactly. A match inside a string only costs time. */
const LONG_NUMBER = /\d{16}/;

/**
 * `JSON.parse`, but integers beyond 2^53 are `bigint` instead of rounded. IDs of many platforms are such numbers.
 *
 * @throws {SyntaxError} for text that is not JSON.
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!LONG_NUMBER.test(text)) return value;
  return parse(text, null, {
    parseNumber: parseExactNumber,
    onDuplicateKey: ({ newValue }) => newValue, // as JSON.parse
  });
}

function parseExactNumber(text: string): number | bigint {
  const number = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}
