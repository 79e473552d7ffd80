import type { Trajectory } from "../trajectory.js";
import { fitsSchema } from "./check-arguments.js";
import { isObject, parsePlainJson } from "../../text/plain-json.js";
import type { RewardError } from "./reward-errors.js";

/** A call as it was written between `<tool_call>` tags, or as a trainer parsed it. */
export type WrittenCall = { readonly text: string } | { readonly parsed: unknown };

/** What is wrong with a call; undefined when nothing is. */
export function findCallError(
  call: WrittenCall,
  tools: Trajectory["tools"],
): RewardError | undefined {
  const { name, given } = "text" in call ? readText(call.text) : readParsed(call.parsed);
  if (typeof name !== "string" || !isObject(given)) return "call_malformed";
  const tool = tools.find(({ function: { name: known } }) => known === name);
  if (tool === undefined) return "call_unknown_tool";
  return fitsSchema(given, tool.function.parameters) ? undefined : "call_arguments_invalid";
}

interface ReadCall {
  readonly name?: unknown;
  readonly given?: unknown;
}

function readText(text: string): ReadCall {
  const call = parsePlainJson(text);
  if (!isObject(call) || Object.keys(call).length !== 2) return {};
  return { name: call["name"], given: call["arguments"] };
}

/** OpenAI's form and the bare one; arguments as an object or as its JSON text. */
function readParsed(parsed: unknown): ReadCall {
  const call = isObject(parsed) && isObject(parsed["function"]) ? parsed["function"] : parsed;
  if (!isObject(call)) return {};
  const given = call["arguments"];
  return { name: call["name"], given: typeof given === "string" ? parsePlainJson(given) : given };
}
