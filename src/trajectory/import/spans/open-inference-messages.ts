import { isRecord } from "../../../json.js";
import { attributeAt, listAt, textAt } from "./attributes.js";

/** A message in OpenAI's format, as far as the attributes contain it. */
interface SpanMessage {
  readonly role: string;
  readonly content: string | readonly unknown[] | undefined;
  readonly name: string | undefined;
  readonly tool_call_id: string | undefined;
  readonly tool_calls: readonly object[];
}

/** Reads the messages of `llm.input_messages` or `llm.output_messages`. */
export function readMessages(tree: unknown, path: string): SpanMessage[] {
  return listAt(tree, path).map((entry) => {
    const message = attributeAt(entry, "message");
    const blocks = listAt(message, "contents").map(readBlock);
    return {
      role: textAt(message, "role") ?? "user",
      content: textAt(message, "content") ?? (blocks.length > 0 ? blocks : undefined),
      name: textAt(message, "name"),
      tool_call_id: textAt(message, "tool_call_id"),
      tool_calls: listAt(message, "tool_calls").map((call) =>
        readCall(attributeAt(call, "tool_call")),
      ),
    };
  });
}

/** OpenInference's text for a hidden value. */
const REDACTED = "__REDACTED__";

/**
 * Whether nothing of a message is missing. Instrumentations leave out blocks that they cannot represent, calls of some providers,
 * ids of calls, and hidden texts; an empty text, too.
 */
export function isWholeMessage({ role, content, tool_calls: calls }: SpanMessage): boolean {
  if (content === undefined && calls.length === 0) return false;
  const texts = typeof content === "string" ? [content] : (content ?? []).map(textOfBlock);
  return !texts.includes(REDACTED) && (role !== "tool" || content !== undefined);
}

function textOfBlock(block: unknown): unknown {
  return isRecord(block) ? block["text"] : undefined;
}

function readCall(call: unknown): object {
  const name = textAt(call, "function.name");
  return {
    id: textAt(call, "id"),
    function: { name, arguments: textAt(call, "function.arguments") },
  };
}

/** Converts a block to LangChain's form. Blocks of other types keep their fields. */
function readBlock(part: unknown): unknown {
  const block = attributeAt(part, "message_content");
  const type = textAt(block, "type");
  const text = textAt(block, "text");
  if (type === "reasoning") return { type, reasoning: text ?? "" };
  const url = textAt(block, "image.image.url");
  if (url !== undefined) return { type: "image_url", image_url: { url } };
  return text === undefined ? block : { type: "text", text };
}
