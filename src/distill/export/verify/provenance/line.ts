import { isDeepStrictEqual } from "node:util";
import type { MessageRecord } from "../../../../trajectory/model-call.js";

/** A message as both a row and a recording state it. */
export interface Line {
  readonly role: string;
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: unknown }[];
}

/**
 * A recorded message as a {@link Line}. Blocks that are not text are printed as JSON, which no row contains.
 *
 * @param isReply - True for the output of a call, which includes its reasoning. Reasoning apart from the text is not sent back to a
 * model.
 */
export function messageLine(
  { role, content, calls = [], reasoning }: MessageRecord,
  { isReply }: { readonly isReply: boolean },
): Line {
  const texts =
    typeof content === "string"
      ? [content]
      : content.flatMap((block) => {
          if (block["type"] === "text") return [String(block["text"])];
          return role === "assistant" && isRepeated(block["type"]) ? [] : [JSON.stringify(block)];
        });
  const isShown = isReply || typeof content !== "string";
  const thoughts = reasoning === undefined || !isShown ? [] : [JSON.stringify({ reasoning })];
  return {
    role,
    text: [...thoughts, ...texts].join("\n"),
    calls: calls.map(({ name, arguments: given }) => ({ name, arguments: given })),
  };
}

/** Some providers repeat tool calls and reasoning as blocks. */
function isRepeated(type: unknown): boolean {
  return /^(tool_use|tool_call|function_call|input_json_delta|reasoning|thinking)$/.test(
    String(type),
  );
}

/** Whether two messages are the same to a model. */
export function isSameLine(one: Line | undefined, other: Line | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return (
    one.role === other.role && one.text === other.text && isDeepStrictEqual(one.calls, other.calls)
  );
}

/** `user "What is the …"`, for messages about differences. */
export function describeLine(line: Line | undefined): string {
  if (line === undefined) return "nothing";
  const { role, text, calls } = line;
  const called = calls.map(
    ({ name, arguments: given }) => ` calling ${name} ${JSON.stringify(given)}`,
  );
  return `${role} ${shorten(JSON.stringify(text))}${shorten(called.join(","))}`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
