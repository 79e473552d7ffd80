import { jsonrepair } from "jsonrepair";
import { parseExactJson } from "../../data/parse-exact-json.js";

/** A JSON object or array in a text. */
export interface JsonPart {
  readonly start: number;
  /** Position after its last character. */
  readonly end: number;
  readonly value: unknown;
  /** True if it was not valid JSON, but what it means is certain. */
  readonly isRepaired: boolean;
}

/** The JSON in a text, and whether the text ends inside of an object or array. */
export interface FoundJson {
  /** Outermost objects and arrays, in order. */
  readonly parts: readonly JsonPart[];
  readonly isCutOff: boolean;
}

/** Brackets without their counterparts after which the search ends: each costs a pass over the text. */
const MAX_FAILURES = 30;
/** Longest text whose faults are repaired. */
const MAX_LENGTH = 200_000;

/**
 * Finds the outermost JSON objects and arrays of a text. Faults of syntax are repaired: comments, trailing commas, single quotes,
 * missing quotes, words of Python. A part without its end is never completed.
 */
export function findJson(text: string): FoundJson {
  const parts: JsonPart[] = [];
  let isCutOff = false;
  let failures = 0;
  for (let start = nextStart(text, 0); start !== -1 && failures < MAX_FAILURES;) {
    const end = findEnd(text, start);
    if (end === undefined) {
      isCutOff = true;
      failures++;
    }
    const part = end === undefined ? undefined : parsePart(text, start, end);
    if (part !== undefined) parts.push(part);
    start = nextStart(text, part === undefined ? start + 1 : part.end);
  }
  return { parts, isCutOff: isCutOff && parts.length === 0 };
}

/** Parses JSON, or what certainly means it; undefined for anything else. Integers beyond 2^53 are texts. */
export function parseLenient(text: string): { value: unknown; isRepaired: boolean } | undefined {
  const exact = parse(text);
  if (exact !== undefined) return { value: exact, isRepaired: false };
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const value = parse(jsonrepair(text));
    return value === undefined ? undefined : { value, isRepaired: true };
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return withoutBigInts(parseExactJson(text));
  } catch {
    return undefined;
  }
}

function withoutBigInts(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(withoutBigInts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withoutBigInts(member)]),
  );
}

function nextStart(text: string, from: number): number {
  const found = text.slice(from).search(/[[{]/);
  return found === -1 ? -1 : from + found;
}

function parsePart(text: string, start: number, end: number): JsonPart | undefined {
  const part = text.slice(start, end);
  // Brackets in prose are no JSON that anybody meant.
  if (
    part.startsWith("{") ? !part.includes(":") && part !== "{}" : /^\[[^\]"'\d{]*\]$/.test(part)
  ) {
    return undefined;
  }
  const parsed = parseLenient(part);
  return parsed === undefined ? undefined : { start, end, ...parsed };
}

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "[": "]" };

/** The position after the bracket that closes the one at `start`; undefined if there is none. */
function findEnd(text: string, start: number): number | undefined {
  const open: string[] = [];
  for (let index = start; index < text.length; index++) {
    const character = text.charAt(index);
    const closing = CLOSING[character];
    if (closing !== undefined) open.push(closing);
    else if (character === "}" || character === "]") {
      if (open.pop() !== character) return undefined;
      if (open.length === 0) return index + 1;
    } else if (opensString(text, index)) {
      index = endOfString(text, index);
    }
  }
  return undefined;
}

/** An apostrophe opens a string only where a value or key may begin. */
function opensString(text: string, index: number): boolean {
  const character = text.charAt(index);
  if (character === '"') return true;
  return character === "'" && /[[{,:=(]\s*$/.test(text.slice(Math.max(0, index - 20), index));
}

/** The position of the quote that ends a string, or the end of the text. */
function endOfString(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let index = start + 1; index < text.length; index++) {
    if (text.charAt(index) === "\\") index++;
    else if (text.charAt(index) === quote) return index;
  }
  return text.length;
}
