import { isDeepStrictEqual } from "node:util";
import type { Step } from "../trajectory.js";

/** Replaces sensitive parts of a text before the recorder stores it. */
export type Redact = (text: string) => string;

/** Arguments of a recorded tool call. */
export type RecordedArguments = Extract<Step, { kind: "tool_call" }>["arguments"];
/** A JSON value as the trajectory's schema has it. */
export type JsonValue = Exclude<RecordedArguments, string>[string];

/** Redacts a text; any other value becomes "". Lone surrogates, which UTF-8 cannot encode, become U+FFFD first. */
export function redactText(value: unknown, redact: Redact): string {
  return typeof value === "string" ? redact(value.toWellFormed()) : "";
}

/** Deeper than any message or schema. */
const MAX_DEPTH = 64;

/** The values around a value; a value that contains itself ends there. */
type Ancestors = readonly object[];

/**
 * Copies a value as JSON with all texts redacted. It never throws: a BigInt becomes its digits, a Date its ISO text, bytes their
 * base64 text, and what JSON cannot represent becomes null.
 */
export function redactJson(value: unknown, redact: Redact, around: Ancestors = []): JsonValue {
  if (typeof value === "string") return redactText(value, redact);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return null;
  if (around.length === MAX_DEPTH || around.includes(value)) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) {
    const inner = [...around, value];
    return value.map((entry) => redactJson(entry, redact, inner));
  }
  return redactMembers(value, redact, around);
}

/** {@link redactJson} for the members of an object. `__proto__` is left out, since it does not survive a round trip. */
export function redactMembers(value: object, redact: Redact, around: Ancestors = []) {
  const copy: Record<string, JsonValue> = {};
  const inner = [...around, value];
  for (const key of Object.keys(value)) {
    const member = readMember(value, key);
    if (member !== undefined && key !== "__proto__") copy[key] = redactJson(member, redact, inner);
  }
  return copy;
}

/**
 * Whether {@link redactJson} keeps everything of a value, if possibly as text. Members that are undefined or functions, which nobody can
 * send, count as left out on purpose.
 */
export function isKeptAsJson(value: unknown, around: Ancestors = []): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return typeof value !== "symbol";
  if (around.length === MAX_DEPTH || around.includes(value)) return false;
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  if (value instanceof Uint8Array) return true;
  const inner = [...around, value];
  return Object.keys(value).every((key) => {
    const member = tryMember(value, key);
    return key !== "__proto__" && member.isRead && isKeptAsJson(member.value, inner);
  });
}

/** True for equal values, regardless of the order of keys. */
export function isSameJson(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other);
}

/** The value of a key; undefined if its getter throws. */
export function readMember(value: object, key: string): unknown {
  return tryMember(value, key).value;
}

function tryMember(value: object, key: string): { isRead: boolean; value: unknown } {
  try {
    return { isRead: true, value: Reflect.get(value, key) };
  } catch {
    return { isRead: false, value: undefined };
  }
}
