import { isObject } from "../../text/plain-json.js";

/**
 * Whether arguments fit a tool's JSON Schema, as far as tools with flat scalar parameters need: `properties`, `required`,
 * `additionalProperties: false`, and of a property `type`, `enum`, `minimum` and `maximum`. Other keywords are not looked at.
 */
export function fitsSchema(
  given: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, unknown>>,
): boolean {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const isClosed = schema["additionalProperties"] === false;
  return (
    required.every((name) => Object.hasOwn(given, String(name))) &&
    Object.entries(given).every(([name, value]) =>
      Object.hasOwn(properties, name) ? fitsProperty(value, properties[name]) : !isClosed,
    )
  );
}

function fitsProperty(value: unknown, property: unknown): boolean {
  if (!isObject(property)) return true;
  const { type, enum: values, minimum, maximum } = property;
  const types = Array.isArray(type) ? type : [type];
  return (
    types.some((name) => isOfType(value, name)) &&
    (!Array.isArray(values) || values.includes(value)) &&
    (typeof minimum !== "number" || typeof value !== "number" || value >= minimum) &&
    (typeof maximum !== "number" || typeof value !== "number" || value <= maximum)
  );
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case "string":
    case "boolean":
      return typeof value === type;
    case "integer":
      return Number.isInteger(value);
    case "number":
      return Number.isFinite(value);
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    default:
      return true;
  }
}
