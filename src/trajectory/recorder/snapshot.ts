import type { Step } from "../trajectory.js";

/** What a recorder does to every text before it keeps it. */
export type Redact = (text: string) => string;

export type ToolArguments = Extract<Step, { kind: "tool_call" }>["arguments"];
type JsonValue = Exclude<ToolArguments, string>[string];

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A text that any reader can decode: half a surrogate pair, which UTF-8 cannot say, becomes U+FFFD. Redaction comes last,
 * so what it returns is what is kept.
 */
export function keepText(value: unknown, redact: Redact): string {
  return typeof value === "string" ? redact(value.toWellFormed()) : "";
}

/** A copy of what JSON can say of a value, with every text in it redacted. Anything else becomes null. */
export function copyJson(value: unknown, redact: Redact): JsonValue {
  if (typeof value === "string") return keepText(value, redact);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map((entry) => copyJson(entry, redact));
  return isRecord(value) ? copyMembers(value, redact) : null;
}

/** {@link copyJson} for the members of an object. `__proto__` is left out: it would not survive a round trip. */
export function copyMembers(value: Record<string, unknown>, redact: Redact) {
  const copy: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined && key !== "__proto__") copy[key] = copyJson(member, redact);
  }
  return copy;
}
