import { attributeAt, listAt, textAt } from "./attributes.js";

/** A message in OpenAI's form. */
export interface SpanMessage {
  readonly role: string;
  readonly content: string;
  readonly name: string | undefined;
  readonly tool_call_id: string | undefined;
  readonly tool_calls: readonly object[];
}

export function readMessages(attributes: unknown, path: string): SpanMessage[] {
  return listAt(attributes, path).map((entry) => {
    const message = attributeAt(entry, "message");
    return {
      role: textAt(message, "role") ?? "user",
      content: textAt(message, "content") ?? readContents(message),
      name: textAt(message, "name"),
      tool_call_id: textAt(message, "tool_call_id"),
      tool_calls: listAt(message, "tool_calls").map((call) =>
        readCall(attributeAt(call, "tool_call")),
      ),
    };
  });
}

function readCall(call: unknown): object {
  const name = textAt(call, "function.name");
  return {
    id: textAt(call, "id"),
    function: { name, arguments: textAt(call, "function.arguments") },
  };
}

/** Of contents of several parts, the texts. */
function readContents(message: unknown): string {
  return listAt(message, "contents")
    .map((part) => textAt(part, "message_content.text") ?? "")
    .join("");
}
