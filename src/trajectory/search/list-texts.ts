import { textOf } from "../message-text.js";
import type { MessageRecord } from "../model-call.js";
import type { Step, Trajectory } from "../trajectory.js";
import { isOfAgent } from "./is-of-agent.js";

/** Kinds of {@link TraceText}. `system` and `prompt` are what a model was told, `prompt` also earlier turns. */
export const TRACE_TEXT_KINDS = ["system", "prompt", "reply", "call", "answer", "error"] as const;
/** One of {@link TRACE_TEXT_KINDS}. */
export type TraceTextKind = (typeof TRACE_TEXT_KINDS)[number];

/** A text of an execution: a prompt, a reply, a tool answer, an error. */
export interface TraceText {
  readonly kind: TraceTextKind;
  /** Agent and node that read or wrote the text first. Both are empty for the execution as a whole. */
  readonly agent: string;
  readonly node: string;
  readonly text: string;
}

type Author = Pick<TraceText, "agent" | "node">;

const WHOLE: Author = { agent: "", node: "" };

/**
 * Lists the texts of a trajectory in the order in which they occurred. Equal texts are listed once.
 *
 * @param agent - Only texts that this agent read or wrote. Default: all texts.
 */
export function* listTexts(trajectory: Trajectory, agent?: string): Generator<TraceText> {
  const seen = new Set<string>();
  for (const text of agent === undefined ? allTexts(trajectory) : textsOfAgent(trajectory, agent)) {
    if (text.text === "" || seen.has(text.text)) continue;
    seen.add(text.text);
    yield text;
  }
}

function* allTexts(trajectory: Trajectory): Generator<TraceText> {
  const { prompt, steps, error } = trajectory;
  yield* textsOfCalls(trajectory);
  for (const { role, content } of prompt) yield { ...WHOLE, kind: kindOf(role), text: content };
  for (const step of steps) yield toText(step);
  if (error !== null) yield { ...WHOLE, kind: "error", text: error };
}

function* textsOfAgent(trajectory: Trajectory, name: string): Generator<TraceText> {
  yield* textsOfCalls(trajectory, name);
  for (const step of trajectory.steps) if (isOfAgent(step, name)) yield toText(step);
}

/** A message that several calls read is listed with the first of them. */
function* textsOfCalls(
  { messages = [], calls = [] }: Trajectory,
  name?: string,
): Generator<TraceText> {
  const read = new Set<number>();
  for (const { agent, node, input, output, error: fault, unreadable } of calls) {
    const author = { agent, node };
    if (name !== undefined && !isOfAgent(author, name)) continue;
    for (const position of input.messages) {
      const message = messages[position];
      if (message === undefined || read.has(position)) continue;
      read.add(position);
      yield* textsOf(message, { author, kind: kindOf(message.role) });
    }
    const reply = output === null ? undefined : messages[output];
    if (output !== null) read.add(output);
    if (reply !== undefined) yield* textsOf(reply, { author, kind: "reply" });
    for (const text of [fault, unreadable]) {
      if (text !== undefined) yield { ...author, kind: "error", text };
    }
  }
}

function kindOf(role: MessageRecord["role"]): TraceTextKind {
  if (role === "tool") return "answer";
  return role === "system" ? "system" : "prompt";
}

interface MessageOptions {
  readonly author: Author;
  readonly kind: TraceTextKind;
}

function* textsOf(message: MessageRecord, { author, kind }: MessageOptions): Generator<TraceText> {
  const { reasoning, calls = [] } = message;
  if (reasoning !== undefined) yield { ...author, kind, text: reasoning };
  yield { ...author, kind, text: textOf(message) };
  for (const { name, arguments: given } of calls) {
    yield { ...author, kind: "call", text: describeCall(name, given) };
  }
}

function toText(step: Step): TraceText {
  const { agent, node, kind } = step;
  const author = { agent, node };
  if (kind === "tool_call") {
    return { ...author, kind: "call", text: describeCall(step.name, step.arguments) };
  }
  const isAnswer = kind === "tool_response";
  return { ...author, kind: isAnswer ? "answer" : "reply", text: step.content };
}

function describeCall(name: string, given: unknown): string {
  return `${name} ${JSON.stringify(given)}`;
}
