/** Anything JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * JSON text spaced as Python's `json.dumps(value, ensure_ascii=False)` writes it: `{"a": 1, "b": [2, 3]}`.
 * Chat templates print tool schemas and arguments this way, so training text must, too.
 * `undefined` members are left out, as `JSON.stringify` does.
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
