/** More opening brackets than any call or recommendation needs. JSON readers differ in how deep they go. */
const MAX_BRACKETS = 64;

/** What a JSON text says; undefined when it is none, or deeper than anything a student has to write. */
export function parsePlainJson(text: string): unknown {
  if ((text.match(/[[{]/g)?.length ?? 0) > MAX_BRACKETS) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a text has anything but the white space of JSON. */
export function isBlank(text: string): boolean {
  return !/[^ \t\r\n]/.test(text);
}
