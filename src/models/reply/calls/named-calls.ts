import { isRecord } from "../../../json.js";
import { findJson } from "../json-parts.js";
import { findTool, type OfferedTool } from "../offered-tool.js";
import type { TextCall } from "./text-call.js";

/** Marks that stand between the name of a tool and its arguments. */
const BETWEEN =
  /^(?:function)?[\s:>]*(?:<\|?[^>]*\|?>|<｜[^｜]*｜>|\[ARGS\]|\[CALL_ID\]\w*|:\d+|```(?:json)?|function|commentary|to=|json|[\s>:=])*$/;

/** Reads calls with the name before the JSON arguments, as Mistral, DeepSeek, Kimi and gpt-oss write them. */
export function readNamedCalls(
  text: string,
  tools: readonly OfferedTool[],
): TextCall[] | undefined {
  const { parts, isCutOff } = findJson(text);
  if (parts.length === 0 || isCutOff) return undefined;
  const calls: TextCall[] = [];
  let from = 0;
  for (const { start, end, value } of parts) {
    const tool = nameIn(text.slice(from, start), tools);
    // Brackets of marks such as [ARGS] are parts, too.
    if (!isRecord(value)) continue;
    if (tool === undefined) return undefined;
    calls.push({ name: tool.name, arguments: value });
    from = end;
  }
  return calls.length > 0 ? calls : undefined;
}

/** The one tool that is named before the arguments; undefined if other words are there, too. */
function nameIn(text: string, tools: readonly OfferedTool[]): OfferedTool | undefined {
  const words = text.match(/[\w./-]+/g) ?? [];
  const found = words.flatMap((word) => {
    const tool = findTool(word.replace(/:\d+$/, ""), tools);
    return tool === undefined ? [] : [{ word, tool }];
  });
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  return BETWEEN.test(text.replace(only.word, " ")) ? only.tool : undefined;
}
