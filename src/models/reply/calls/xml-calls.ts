import { isRecord } from "../../../json.js";
import { parseLenient } from "../json-parts.js";
import { findTool, type OfferedTool } from "../offered-tool.js";
import type { TextCall } from "./text-call.js";

const FUNCTION =
  /<(?:function|invoke)(?:=| name=)"?([\w./-]+)"?\s*>([^]*?)<\/(?:function|invoke)>/g;
const PARAMETER = /<parameter(?:=| name=)"?([\w.-]+)"?[^>]*>([^]*?)<\/parameter>/g;
const GLM = /^\s*([\w./-]+)\s*((?:<arg_key>[^]*?<\/arg_value>\s*)*)$/;
const PAIR = /<arg_key>([^]*?)<\/arg_key>\s*<arg_value>([^]*?)<\/arg_value>/g;

/** Reads calls whose parameters are elements, as Qwen3-Coder, MiniMax and GLM write them. */
export function readXmlCalls(text: string, tools: readonly OfferedTool[]): TextCall[] | undefined {
  const glm = GLM.exec(text);
  const found =
    glm === null
      ? Array.from(text.matchAll(FUNCTION), ([, name = "", body = ""]) => ({
          name,
          body,
          pairs: PARAMETER,
        }))
      : [{ name: glm[1] ?? "", body: glm[2] ?? "", pairs: PAIR }];
  const calls = found.flatMap(({ name, body, pairs }) => {
    const tool = findTool(name, tools);
    const given = Array.from(body.matchAll(pairs), ([, key = "", value = ""]) => ({
      key: key.trim(),
      value,
    }));
    const rest = body.replace(pairs, "").trim();
    if (tool === undefined || (rest !== "" && given.length > 0)) return [undefined];
    if (rest !== "") return [objectCall(tool, rest)];
    return [{ name: tool.name, arguments: toValues(given, tool) }];
  });
  return calls.length > 0 && calls.every((call) => call !== undefined) ? calls : undefined;
}

/** `<function=name>{"a": 1}</function>`, as Llama writes it. */
function objectCall({ name }: OfferedTool, text: string): TextCall | undefined {
  const value = text.endsWith("}") ? parseLenient(text)?.value : undefined;
  return isRecord(value) ? { name, arguments: value } : undefined;
}

/** Values are texts; those of parameters of another type are read as JSON. */
function toValues(given: readonly { key: string; value: string }[], { properties }: OfferedTool) {
  return Object.fromEntries(
    given.map(({ key, value }) => {
      const schema = properties[key];
      const isText =
        isRecord(schema) && (schema["type"] === "string" || schema["enum"] !== undefined);
      const text = value.replace(/^\n|\n$/g, "");
      return [key, isText ? text : (parseLenient(text.trim())?.value ?? text)];
    }),
  );
}
