import type { z } from "zod";
import { isRecord } from "../../json.js";

/**
 * Changes values whose type is not that of the schema where it is certain what is meant: numbers for texts, numbers as text, and
 * lists that were left out.
 *
 * @returns A changed copy; undefined if nothing could be changed.
 */
export function coerceTypes(value: unknown, { issues }: z.ZodError): unknown {
  let copy = structuredClone(value);
  let isChanged = false;
  for (const issue of issues) {
    if (issue.code !== "invalid_type") continue;
    const given = valueAt(copy, issue.path);
    const coerced = coerce(given, issue.expected);
    if (coerced === undefined) continue;
    copy = withValue(copy, issue.path, coerced);
    isChanged = true;
  }
  return isChanged ? copy : undefined;
}

function coerce(given: unknown, expected: string): unknown {
  if (expected === "string" && (typeof given === "number" || typeof given === "boolean")) {
    return String(given);
  }
  if ((expected === "number" || expected === "int") && typeof given === "string") {
    return /^\s*-?\d+(?:\.\d+)?\s*$/.test(given) ? Number(given) : undefined;
  }
  return expected === "array" && (given === undefined || given === null) ? [] : undefined;
}

type Path = readonly PropertyKey[];

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => memberOf(inner, key), value);
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  if (Array.isArray(value)) return (value as unknown[])[Number(key)];
  return isRecord(value) ? value[String(key)] : undefined;
}

function withValue(value: unknown, path: Path, member: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return member;
  const inner = withValue(memberOf(value, key), rest, member);
  if (Array.isArray(value)) return (value as unknown[]).with(Number(key), inner);
  return { ...(isRecord(value) ? value : {}), [String(key)]: inner };
}
