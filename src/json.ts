/** A JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * Serializes a value as Python's `json.dumps(value, ensure_ascii=False)` does: `{"a": 1, "b": [2, 3]}`.
 * Chat templates print tool schemas and arguments in this format, so training text uses it too.
 * Members that are `undefined` are omitted, as by `JSON.stringify`.
 */
export function toPythonJson(value: unknown): string {
  if (Array.isArray(value))
    return `[${value.map((entry) => toPythonJson(entry ?? null)).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}: ${toPythonJson(member)}`).join(", ")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** True for an object that is neither null nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Extracts the JSON object from a model's answer: the text from the first `{` to the last `}`. A code fence or prose
 * around the object is ignored.
 *
 * @returns Undefined if there is no such part or it is not valid JSON.
 */
export function readJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start === -1 || end < start) return undefined;
  try {
    const value: unknown = JSON.parse(text.slice(start, end + 1));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Parses JSON; undefined if the text is not valid JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** More than any tool call or recommendation needs. JSON parsers differ in their depth limit. */
const MAX_BRACKETS = 64;

/** Parses JSON; undefined if the text is not valid JSON or has more than 64 opening brackets. */
export function parseShallowJson(text: string): unknown {
  return (text.match(/[[{]/g)?.length ?? 0) > MAX_BRACKETS ? undefined : parseJson(text);
}

/** True if a text is empty or only white space as JSON defines it. */
export function isBlank(text: string): boolean {
  return !/[^ \t\r\n]/.test(text);
}
