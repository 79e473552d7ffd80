import { isRecord } from "../../json.js";
import { parseLenient } from "./json-parts.js";

/**
 * The arguments of a call as an object: from an object, its JSON, or JSON that was encoded twice. No arguments are an empty object.
 *
 * @returns Undefined for anything else, such as half an object.
 */
export function toArguments(given: unknown): Readonly<Record<string, unknown>> | undefined {
  if (isRecord(given)) return given;
  if (given === undefined || given === null) return {};
  if (typeof given !== "string") return undefined;
  const text = withoutFence(given);
  if (text === "" || text === "null") return {};
  if (text.startsWith('"')) {
    const inner = parseLenient(text)?.value;
    return typeof inner === "string" && inner.length < text.length ? toArguments(inner) : undefined;
  }
  // An object without its end would be completed, which is a guess.
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  const value = parseLenient(text)?.value;
  return isRecord(value) ? value : undefined;
}

function withoutFence(text: string): string {
  return (/^\s*```(?:json)?\s*([^]*?)\s*```\s*$/.exec(text)?.[1] ?? text).trim();
}
