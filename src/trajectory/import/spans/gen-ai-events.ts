import { isRecord } from "../../../json.js";
import { nestAttributes, type Attributes } from "./attributes.js";
import { parsed } from "./gen-ai-messages.js";
import type { SpanEvent, TraceSpan } from "./span.js";

/** What older versions of the conventions for generative AI say about a model call, in OpenAI's format. */
interface OlderContents {
  readonly messages: readonly unknown[];
  readonly reply: unknown;
  readonly finishReason: unknown;
}

const MESSAGE = /^gen_ai\.(system|user|assistant|tool)\.message$/;

/**
 * Reads the messages of a model call in the forms before version 1.37 of the conventions:
 * - events `gen_ai.user.message`, … and `gen_ai.choice`, whose body is in a log record or in the attributes of a span's event;
 * - events `gen_ai.content.prompt` and `gen_ai.content.completion`, with JSON text;
 * - attributes `gen_ai.prompt.0.content`, … and `gen_ai.completion.0.content`, ….
 */
export function readOlderContents({ attributes: { tree }, events }: TraceSpan): OlderContents {
  const told = events.flatMap((event) => toMessage(event) ?? []);
  const choices = events.filter(({ name }) => name === "gen_ai.choice").map(bodyOf);
  const [choice] = choices.toSorted((a, b) => Number(a["index"] ?? 0) - Number(b["index"] ?? 0));
  if (told.length > 0 || choice !== undefined) {
    const message = parsed(choice?.["message"]);
    const calls = choice?.["tool_calls"];
    const own = isRecord(message) ? message : choice;
    const reply =
      own && toOpenAi("assistant", calls === undefined ? own : { tool_calls: calls, ...own });
    return { messages: told, reply, finishReason: choice?.["finish_reason"] };
  }
  const group = isRecord(tree["gen_ai"]) ? tree["gen_ai"] : {};
  const listed = [
    group["prompt"] ?? textOf(events, "prompt"),
    group["completion"] ?? textOf(events, "completion"),
  ];
  const [prompt, completion] = listed.map((value) => {
    const list = parsed(value);
    return Array.isArray(list) ? list.filter(isRecord) : [];
  });
  const [reply] = completion ?? [];
  return {
    messages: (prompt ?? []).map((message) => toOpenAi("user", message)),
    reply: reply && toOpenAi("assistant", reply),
    finishReason: reply?.["finish_reason"],
  };
}

function textOf(events: readonly SpanEvent[], part: "prompt" | "completion"): unknown {
  const event = events.find(({ name }) => name === `gen_ai.content.${part}`);
  return event?.attributes[`gen_ai.${part}`];
}

function toMessage(event: SpanEvent): object | undefined {
  const [, role] = MESSAGE.exec(event.name) ?? [];
  return role === undefined ? undefined : toOpenAi(role, bodyOf(event));
}

/** The body of a log record; in an event of a span it is an attribute with JSON text, or the attributes themselves. */
function bodyOf({ body, attributes }: SpanEvent): Attributes {
  const own = body ?? parsed(attributes["gen_ai.event.content"]);
  return isRecord(own) ? own : nestAttributes(attributes);
}

/** The id of a tool's message is that of its call. */
function toOpenAi(role: string, body: Attributes): object {
  const { content, id, tool_call_id: callId = id, tool_calls: calls } = body;
  const name = typeof body["role"] === "string" ? body["role"] : role;
  const listed = parsed(calls);
  return {
    role: name,
    content: typeof content === "string" ? content : (content ?? null),
    ...(name === "tool" && { tool_call_id: callId }),
    ...(Array.isArray(listed) && { tool_calls: listed.map(toCall) }),
  };
}

/** Arguments can be structured, where OpenAI's format has JSON text. */
function toCall(call: unknown): unknown {
  const named = isRecord(call) && isRecord(call["function"]) ? call["function"] : call;
  if (!isRecord(call) || !isRecord(named) || !isRecord(named["arguments"])) return call;
  return { id: call["id"], name: named["name"], args: named["arguments"] };
}
