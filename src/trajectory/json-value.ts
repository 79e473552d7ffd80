import { z } from "zod";

/** A JSON value. It accepts what `z.json()` accepts, which takes many times longer because it tries a union at every value. */
export const jsonValue = z.custom<z.core.util.JSONType>(isJson, "expected a JSON value");

function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null)
    return value === null || typeof value === "string" || typeof value === "boolean";
  if (Array.isArray(value)) return value.every(isJson);
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === null) && Object.values(value).every(isJson)
  );
}
