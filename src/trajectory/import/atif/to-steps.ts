import { isRecord } from "../../../json.js";
import { textOf } from "../../message-text.js";
import type { MessageRecord } from "../../model-call.js";
import type { Step } from "../../trajectory.js";
import type { ReadReply } from "./read-replies.js";

/** Numbers the tool calls of documents of other programs. */
export function withCallIds(replies: readonly ReadReply[]): ReadReply[] {
  let count = 0;
  return replies.map((reply) => {
    if (reply.own !== undefined) return reply;
    const callIds = (reply.call.output?.calls ?? []).map(() => `call_${++count}`);
    return { ...reply, call: { ...reply.call, callIds } };
  });
}

/** Writes the steps of replies: each reply's text, its calls, and their answers. */
export function toSteps(replies: readonly ReadReply[]): Step[] {
  const placed = replies.flatMap((reply) => [...replySteps(reply), ...answerSteps(reply)]);
  const isKnown = placed.every(({ at }) => at !== undefined);
  const sorted = isKnown ? placed.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)) : placed;
  return sorted.map(({ step }) => step);
}

interface PlacedStep {
  readonly step: Step;
  /** Position among the steps; undefined when unknown. */
  readonly at: number | undefined;
}

function replySteps({ call, own }: ReadReply): PlacedStep[] {
  const { agent, node, round, output, callIds, timing } = call;
  const fields = { agent, node, round };
  const text = output === null ? "" : textOf(output);
  const turn: Step[] = [
    ...(text === ""
      ? []
      : [{ kind: own?.kind ?? ("analysis" as const), content: text, ...fields }]),
    ...(output?.calls ?? []).map((one, index): Step => {
      const callId = callIds[index] ?? "";
      return { kind: "tool_call", callId, name: one.name, arguments: argumentsOf(one), ...fields };
    }),
  ];
  return turn.map((step, index) => ({
    step: index === 0 && timing !== undefined ? { ...step, timing } : step,
    at: own?.at === undefined ? undefined : own.at + index,
  }));
}

/** Arguments that are no object are kept as their JSON text. */
function argumentsOf({
  arguments: args,
  invalid,
}: NonNullable<MessageRecord["calls"]>[number]): Extract<Step, { kind: "tool_call" }>["arguments"] {
  if (!invalid && isJsonObject(args)) return args;
  return typeof args === "string" ? args : JSON.stringify(args);
}

type JsonObject = Exclude<Extract<Step, { kind: "tool_call" }>["arguments"], string>;

function isJsonObject(value: unknown): value is JsonObject {
  return isRecord(value);
}

function answerSteps({ call, answers }: ReadReply): PlacedStep[] {
  const { agent, node, round, output, callIds } = call;
  return answers.flatMap(({ call: index, message, own }): PlacedStep[] => {
    const written = output?.calls?.[index];
    if (written === undefined) return [];
    const step: Step = {
      kind: "tool_response",
      callId: own?.callId ?? callIds[index] ?? "",
      name: written.name,
      content: own?.content ?? textOf(message),
      status: own?.status ?? "success",
      ...(own?.ranWith !== undefined && { ranWith: own.ranWith }),
      agent: own?.agent ?? agent,
      node: own?.node ?? node,
      round: own?.round ?? round,
      ...(own?.timing !== undefined && { timing: own.timing }),
    };
    return [{ step, at: own?.at }];
  });
}
