import { fromAtifContent, toAtifContent } from "../../../trajectory/atif/content.js";
import type { AtifCall, AtifStep } from "../../../trajectory/atif/document.js";
import { type MessageFields, STAR_KEY } from "../../../trajectory/atif/star-fields.js";
import type { MessageRecord } from "../../../trajectory/model-call.js";

/** A step without its number. */
export type AtifTurn = Omit<AtifStep, "step_id">;

const SOURCES = {
  system: "system",
  user: "user",
  assistant: "agent",
  tool: "system",
  other: "user",
} as const;

/** Writes one message. The answer of a tool whose call is unknown becomes a message of the system. */
export function toTurn(message: MessageRecord): AtifTurn {
  const { role, reasoning, calls = [] } = message;
  return {
    source: SOURCES[role],
    message: toAtifContent(message.content),
    ...(role === "assistant" && reasoning !== undefined && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: toCalls(calls) }),
  };
}

/** What {@link toTurn} leaves out. */
export function turnFields(message: MessageRecord): MessageFields {
  const { role, name, callId, status } = message;
  return {
    ...((role === "tool" || role === "other") && { role }),
    ...blockFields(message),
    ...(name !== undefined && { name }),
    ...(callId !== undefined && { callId }),
    ...(status !== undefined && { status }),
  };
}

/** What the answer to a call leaves out. */
export function resultFields(message: MessageRecord, call: AtifCall): MessageFields {
  const { name = null, callId, status } = message;
  return {
    ...blockFields(message),
    name,
    ...(callId !== call.tool_call_id && callId !== undefined && { callId }),
    ...(status !== undefined && { status }),
  };
}

/** The content, if parts cannot hold it. */
function blockFields({ content }: MessageRecord): Pick<MessageFields, "content"> {
  const isHeld =
    JSON.stringify(fromAtifContent(toAtifContent(content))) === JSON.stringify(content);
  return isHeld ? {} : { content };
}

/** The values of this package as a member `extra`; nothing if there are none. */
export function starExtra(fields: object): Pick<AtifStep, "extra"> {
  const present = JSON.parse(JSON.stringify(fields));
  return Object.keys(present).length === 0 ? {} : { extra: { [STAR_KEY]: present } };
}

/** Ids must be distinct within a step, and arguments an object. */
function toCalls(calls: NonNullable<MessageRecord["calls"]>): AtifCall[] {
  const ids = calls.map(({ id }) => id);
  return calls.map(({ id, name, arguments: args, invalid }, index) => {
    const isDistinct = id !== "" && ids.indexOf(id) === index;
    const isObject = !invalid && isMembers(args);
    return {
      tool_call_id: isDistinct ? id : `${id}#${index + 1}`,
      function_name: name,
      arguments: isObject ? args : {},
      ...starExtra({ ...(!isDistinct && { id }), ...(!isObject && { invalid: args }) }),
    };
  });
}

function isMembers(value: unknown): value is AtifCall["arguments"] {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
