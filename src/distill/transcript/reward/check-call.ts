import { isRecord, parseShallowJson } from "../../../json.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import type { RewardError } from "./errors.js";

/** A tool call, as text between `<tool_call>` tags or as parsed by a trainer. */
export type StudentCall = { readonly text: string } | { readonly parsed: unknown };

/** The error of a call; undefined for a valid one. */
export function findCallError(
  call: StudentCall,
  tools: Trajectory["tools"],
): RewardError | undefined {
  const { name, args } =
    "text" in call ? parseCallText(call.text) : normalizeParsedCall(call.parsed);
  if (typeof name !== "string" || !isRecord(args)) return "call_malformed";
  const tool = tools.find(({ function: { name: known } }) => known === name);
  if (tool === undefined) return "call_unknown_tool";
  return matchesSchema(args, tool.function.parameters) ? undefined : "call_arguments_invalid";
}

interface NameAndArguments {
  readonly name?: unknown;
  readonly args?: unknown;
}

function parseCallText(text: string): NameAndArguments {
  const call = parseShallowJson(text);
  if (!isRecord(call) || Object.keys(call).length !== 2) return {};
  return { name: call["name"], args: call["arguments"] };
}

/** Accepts OpenAI's format with a `function` member and the call alone; arguments as an object or as JSON text. */
function normalizeParsedCall(parsed: unknown): NameAndArguments {
  const call = isRecord(parsed) && isRecord(parsed["function"]) ? parsed["function"] : parsed;
  if (!isRecord(call)) return {};
  const args = call["arguments"];
  return { name: call["name"], args: typeof args === "string" ? parseShallowJson(args) : args };
}

/**
 * True if arguments match a tool's JSON Schema. Supports what tools with flat scalar parameters need: `properties`,
 * `required`, `additionalProperties: false`, and `type`, `enum`, `minimum` and `maximum` of a property. Ignores other keywords.
 */
function matchesSchema(
  args: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, unknown>>,
): boolean {
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const isClosed = schema["additionalProperties"] === false;
  return (
    required.every((name) => Object.hasOwn(args, String(name))) &&
    Object.entries(args).every(([name, value]) =>
      Object.hasOwn(properties, name) ? matchesProperty(value, properties[name]) : !isClosed,
    )
  );
}

function matchesProperty(value: unknown, property: unknown): boolean {
  if (!isRecord(property)) return true;
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
      return isRecord(value);
    default:
      return true;
  }
}
