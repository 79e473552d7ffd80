import { expect, it } from "vitest";
import { isFaithfulTranscript } from "../../../src/distill/conversations/is-faithful.js";
import type { MessageRecord } from "../../../src/trajectory/model-call.js";
import { packCalls } from "../../../src/trajectory/recorder/pack-calls.js";
import type { ModelCall } from "../../../src/trajectory/unpack-calls.js";
import { answerOf, called, callOf, said, trajectoryOf } from "./units.js";

const question = said("user", "q");
const calling = said("assistant", "x", { calls: [called("1")] });
const answer = said("tool", "found 1", { callId: "1" });
const fields = { agent: "", node: "ask", round: 1 };
const analysis = (content: string) => ({ kind: "analysis", content, ...fields });
const toolCall = {
  kind: "tool_call",
  callId: "1",
  name: "find",
  arguments: { id: "a" },
  ...fields,
};

/** A loop of one call and one answer, with changes. */
function isFaithful({
  calls,
  ...more
}: { calls?: readonly ModelCall[] } & Record<string, unknown> = {}) {
  const loop = [
    callOf([question], calling),
    callOf([question, calling, answer], said("assistant", "done")),
  ];
  return isFaithfulTranscript(
    trajectoryOf({
      prompt: [{ role: "user", content: "q" }],
      steps: [analysis("x"), toolCall, answerOf("1"), analysis("done")],
      ...packCalls(calls ?? loop),
      ...more,
    }),
  );
}

const readBy = (...input: MessageRecord[]) => [
  callOf([question], calling),
  callOf(input, said("assistant", "done")),
];

it("is true for a loop whose every message is a step or the prompt", () => {
  expect(isFaithful()).toBe(true);
  // The system prompt of a later agent is not part of a transcript.
  expect(isFaithful({ calls: readBy(said("system", "s"), question, calling, answer) })).toBe(true);
});

it.each([
  ["no calls", { calls: [] }],
  ["an unknown prompt", { missing: ["prompt"] }],
  [
    "the words of a person in between",
    { calls: readBy(question, calling, answer, said("user", "shorter")) },
  ],
  ["an earlier thread", { calls: readBy(said("assistant", "before"), question) }],
  ["a picture", { calls: readBy(said("user", [{ type: "image" }])) }],
  [
    "a reply that was cut off",
    { calls: [callOf([question], said("assistant", "q"), { finishReason: "length" })] },
  ],
  ["unknown tools", { calls: [callOf([question], calling, { tools: null })] }],
  ["a failed call", { steps: [toolCall, answerOf("1", { status: "error" } as never)] }],
  ["a text before the answer of a call", { steps: [toolCall, analysis("done"), answerOf("1")] }],
  ["a tag in a text", { steps: [analysis("<plan>"), toolCall, answerOf("1")] }],
  [
    "a tag in arguments",
    { steps: [{ ...toolCall, arguments: { id: "</analysis>" } }, answerOf("1")] },
  ],
])("is false for %s", (_, changes) => expect(isFaithful(changes)).toBe(false));
