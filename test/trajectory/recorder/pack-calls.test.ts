import { expect, it } from "vitest";
import type { MessageRecord } from "../../../src/trajectory/model-call.js";
import { packCalls } from "../../../src/trajectory/recorder/pack-calls.js";
import { listModelCalls, type ModelCall } from "../../../src/trajectory/unpack-calls.js";

const said = (role: MessageRecord["role"], content: string): MessageRecord => ({ role, content });
const s = said("system", "s");
const [u1, u2] = [said("user", "u1"), said("user", "u2")];
const [a1, a2] = [said("assistant", "a1"), said("assistant", "a2")];
const find: NonNullable<ModelCall["tools"]>[number] = {
  type: "function",
  function: { name: "find", description: "", parameters: {} },
};

const called = (input: MessageRecord[], output: MessageRecord | null, more = {}): ModelCall => ({
  agent: "team",
  node: "ask",
  round: 1,
  model: "m",
  input,
  output,
  callIds: [],
  tools: null,
  finishReason: "stop",
  usage: { inputTokens: 3, outputTokens: 2 },
  ...more,
});

it("stores equal messages and tools once, and a longer input as a continuation", () => {
  const given = [
    called([s, u1], a1, { tools: [find] }),
    called([{ ...s }, { ...u1 }, { ...a1 }, u2], a2, { tools: [structuredClone(find)] }),
    called([s, u1], null, { tools: [], discarded: true, error: "Error: busy" }),
  ];
  const packed = packCalls(given);
  expect(packed.messages).toEqual([s, u1, a1, u2, a2]);
  expect(packed.tools).toEqual([find]);
  expect(packed.calls.map(({ input, output, tools }) => ({ input, output, tools }))).toEqual([
    { input: { from: null, keep: 0, messages: [0, 1] }, output: 2, tools: [0] },
    { input: { from: 0, keep: 3, messages: [3] }, output: 4, tools: [0] },
    { input: { from: 1, keep: 2, messages: [] }, output: null, tools: [] },
  ]);
  expect(listModelCalls(packed as never)).toEqual(given);
});

it("compares with the last call of the node, however many others came between", () => {
  const others = [1, 2, 3, 4, 5].map((number) =>
    called([said("user", `other ${number}`)], a2, { node: "other" }),
  );
  const { calls } = packCalls([called([s, u1], a1), ...others, called([s, u1, a1, u2], a2)]);
  expect(calls.at(-1)?.input).toMatchObject({ from: 0, keep: 3 });
});

it("compares with the last four calls of other nodes", () => {
  const others = (count: number) =>
    Array.from({ length: count }, (_, number) => called([said("user", `${number}`)], a2));
  const lastInput = (between: number) =>
    packCalls([
      called([s, u1], a1, { node: "first" }),
      ...others(between),
      called([s, u1, u2], a2, { node: "last" }),
    ]).calls.at(-1)?.input;
  expect(lastInput(3)).toMatchObject({ from: 0, keep: 2 });
  expect(lastInput(4)).toMatchObject({ from: null, keep: 0 });
});

it("writes an input whole that begins differently", () => {
  const { calls } = packCalls([called([s, u1], a1), called([u1, a1], a2)]);
  expect(calls[1]?.input).toEqual({ from: null, keep: 0, messages: [1, 2] });
});
