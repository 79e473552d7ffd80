import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import {
  listModelCalls,
  toTrajectory,
  type MessageRecord,
  type MissingPart,
  type ModelCall,
  type Recording,
} from "../../../src/entries/recorder.js";

/** Path of a file in the folder of fixtures. */
export const fixture = (name: string) =>
  fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** What each model was told and what it answered. */
export function conversationsOf(recording: Recording) {
  const context = { id: "1", task: null, fingerprint: "v1", temperature: null, outcome: null };
  return listModelCalls(toTrajectory(recording, context)).map(
    ({ node, input, output, tools, finishReason }) => ({
      node,
      input,
      output,
      tools,
      finishReason,
    }),
  );
}

/** Compares the conversations of two sources, except for the parts that the first one says it lacks. */
export function expectSameOrMissing(imported: Recording, recorded: Recording): void {
  const lacks = (part: MissingPart) => imported.missing.includes(part);
  const keep = (message: MessageRecord) => withoutMissing(message, lacks);
  const parts = (call: Pick<ModelCall, "input" | "output" | "tools" | "finishReason">) => ({
    input: lacks("prompt") ? undefined : call.input.map(keep),
    output: lacks("replies") || call.output === null ? undefined : keep(call.output),
    // Some sources state that there are no tools; others then say nothing.
    tools: lacks("tools") || call.tools?.length === 0 ? undefined : (call.tools ?? undefined),
    // OpenTelemetry's conventions say `tool_call`.
    finishReason: lacks("finishReasons")
      ? undefined
      : call.finishReason?.replace("_calls", "_call"),
  });
  expect(conversationsOf(imported).map(parts)).toEqual(conversationsOf(recorded).map(parts));
}

function withoutMissing(message: MessageRecord, lacks: (part: MissingPart) => boolean) {
  const { name, status, reasoning, calls = [], content, ...rest } = message;
  const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
  return {
    ...rest,
    // A text and one block of text are the same.
    content: blocks.filter(({ type }) => type !== "reasoning" || !lacks("reasoning")),
    name: lacks("names") ? undefined : name,
    status: lacks("answers") ? undefined : status,
    reasoning: lacks("reasoning") ? undefined : reasoning,
    calls: calls.filter(({ invalid }) => !invalid || !lacks("reasoning")),
  };
}

/** Lines of the steps. Without the statuses of answers, these are known at the next call of the model. */
export function linesOf(recording: Recording, reference: Recording): string[] {
  const isKnown = !reference.missing.includes("answers");
  return recording.steps.map((step) => {
    const text = "content" in step ? step.content : JSON.stringify(step.arguments);
    if (step.kind !== "tool_response") return `${step.kind} ${step.agent}/${step.node}: ${text}`;
    return `${step.kind} ${step.agent}/${isKnown ? `${step.node}: ${step.status}` : ""} ${text}`;
  });
}

const asking = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "How is Lisbon?" },
];
const call = {
  role: "assistant",
  content: "I look it up.",
  calls: [{ id: "c1", name: "weather", arguments: { city: "Lisbon" } }],
};
const answer = { role: "tool", content: "21 degrees", name: "weather", callId: "c1" };
const tools = [
  {
    type: "function",
    function: {
      name: "weather",
      description: "Tells the weather.",
      parameters: {
        type: "object",
        properties: { city: { type: "string" } },
        required: ["city"],
      },
    },
  },
];

/** The calls of the agent whose traces are in the folder of fixtures. It has a name, which is also that of its replies. */
export const WEATHER_CALLS = [
  { node: "model", input: asking, output: call, tools, finishReason: "tool_calls" },
  {
    node: "model",
    input: [...asking, { ...call, name: "helper" }, answer],
    output: { role: "assistant", content: "Mild." },
    tools,
    finishReason: "stop",
  },
];
