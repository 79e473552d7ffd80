import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { listModelCalls, toTrajectory, type Recording } from "../../../src/entries/recorder.js";

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

/** Parts of a conversation and the mark of a source that lacks them. */
export function expectSameOrMissing(imported: Recording, recorded: Recording): void {
  const [found, expected] = [imported, recorded].map(conversationsOf);
  const lacks = (part: "answers" | "prompt" | "replies" | "tools") =>
    imported.missing.includes(part);
  if (lacks("replies")) return;
  const pick = (calls: typeof found) =>
    calls!.map(({ input, output, tools }) => ({
      output,
      input: lacks("prompt") || lacks("answers") ? undefined : input,
      tools: lacks("tools") ? undefined : tools,
    }));
  expect(pick(found)).toEqual(pick(expected));
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
