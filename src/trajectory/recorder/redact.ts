import { isRecord } from "../../json.js";
import type { Step } from "../trajectory.js";

/** Replaces sensitive parts of a text before the recorder stores it. */
export type Redact = (text: string) => string;

/** Arguments of a recorded tool call. */
export type RecordedArguments = Extract<Step, { kind: "tool_call" }>["arguments"];
type JsonValue = Exclude<RecordedArguments, string>[string];

/** Redacts a text; any other value becomes "". Lone surrogates, which UTF-8 cannot encode, become U+FFFD first. */
export function redactText(value: unknown, redact: Redact): string {
  return typeof value === "string" ? redact(value.toWellFormed()) : "";
}

/** Copies a JSON value with all texts redacted. Values that JSON cannot represent become null. */
function redactJson(value: unknown, redact: Redact): JsonValue {
  if (typeof value === "string") return redactText(value, redact);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map((entry) => redactJson(entry, redact));
  return isRecord(value) ? redactMembers(value, redact) : null;
}

/** {@link redactJson} for the members of an object. `__proto__` is left out, since it does not survive a round trip. */
export function redactMembers(value: Record<string, unknown>, redact: Redact) {
  const copy: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined && key !== "__proto__") copy[key] = redactJson(member, redact);
  }
  return copy;
}
