import { isRecord, parseShallowJson } from "../../../json.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";

/** Everything that costs the format reward, in the order in which a score lists it. */
export const REWARD_ERRORS = [
  /** A control tag is nested, unclosed or stray, or the student wrote a tool's answer itself. */
  "tags_broken",
  "plan_missing",
  "plan_repeated",
  "call_missing",
  /** A call is not a JSON object of exactly `name` and `arguments`. */
  "call_malformed",
  "call_unknown_tool",
  /** Arguments do not fit the tool's schema. */
  "call_arguments_invalid",
  /** A turn holds a second call, or goes on after its call. */
  "call_not_alone",
  /** No tool answer follows a call. */
  "call_unanswered",
  "reflection_missing",
  "recommend_missing",
  "recommend_repeated",
  /** A recommendation is not a JSON list of strings. */
  "recommend_not_a_list",
  "recommend_unknown_item",
  "recommend_repeated_item",
  /** A recommendation has fewer than 5 or more than 20 ids. */
  "recommend_wrong_length",
  /** The phases do not follow as plan, calls, reflection, recommendation. */
  "order_wrong",
  /** A plan, an analysis or a reflection says nothing. */
  "phase_empty",
  /** The student went on after its recommendation. */
  "text_after_recommend",
] as const;
export type RewardError = (typeof REWARD_ERRORS)[number];

/** A call as it was written between `<tool_call>` tags, or as a trainer parsed it. */
export type WrittenCall = { readonly text: string } | { readonly parsed: unknown };

/** What is wrong with a call; undefined when nothing is. */
export function findCallError(
  call: WrittenCall,
  tools: Trajectory["tools"],
): RewardError | undefined {
  const { name, given } = "text" in call ? readText(call.text) : readParsed(call.parsed);
  if (typeof name !== "string" || !isRecord(given)) return "call_malformed";
  const tool = tools.find(({ function: { name: known } }) => known === name);
  if (tool === undefined) return "call_unknown_tool";
  return fitsSchema(given, tool.function.parameters) ? undefined : "call_arguments_invalid";
}

interface ReadCall {
  readonly name?: unknown;
  readonly given?: unknown;
}

function readText(text: string): ReadCall {
  const call = parseShallowJson(text);
  if (!isRecord(call) || Object.keys(call).length !== 2) return {};
  return { name: call["name"], given: call["arguments"] };
}

/** OpenAI's form and the bare one; arguments as an object or as its JSON text. */
function readParsed(parsed: unknown): ReadCall {
  const call = isRecord(parsed) && isRecord(parsed["function"]) ? parsed["function"] : parsed;
  if (!isRecord(call)) return {};
  const given = call["arguments"];
  return { name: call["name"], given: typeof given === "string" ? parseShallowJson(given) : given };
}

/**
 * Whether arguments fit a tool's JSON Schema, as far as tools with flat scalar parameters need: `properties`, `required`,
 * `additionalProperties: false`, and of a property `type`, `enum`, `minimum` and `maximum`. Other keywords are not looked at.
 */
export function fitsSchema(
  given: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, unknown>>,
): boolean {
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
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
