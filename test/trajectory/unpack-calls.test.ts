import { expect, it } from "vitest";
import type { ModelCallRecord } from "../../src/trajectory/model-call.js";
import type { Trajectory } from "../../src/trajectory/trajectory.js";
import { listModelCalls } from "../../src/trajectory/unpack-calls.js";

const TOOLS = ["find", "send"].map((name) => ({
  type: "function",
  function: { name, description: "", parameters: {} },
}));
const MESSAGES = ["s", "u1", "a1", "u2", "a2"].map((content) => ({
  role: content.startsWith("a") ? "assistant" : "user",
  content,
}));

function unpack(...calls: Partial<ModelCallRecord>[]) {
  const trajectory = { tools: TOOLS, messages: MESSAGES, calls } as unknown as Trajectory;
  return listModelCalls(trajectory).map(({ input, output, tools }) => ({
    input: input.map(({ content }) => content),
    output: output?.content ?? null,
    tools: tools?.map((tool) => tool.function.name) ?? null,
  }));
}

it("continues from the input and the output of an earlier call", () => {
  expect(
    unpack(
      { input: { from: null, keep: 0, messages: [0, 1] }, output: 2, tools: [1] },
      { input: { from: 0, keep: 3, messages: [3] }, output: 4, tools: null },
      { input: { from: 1, keep: 1, messages: [3] }, output: null, tools: [] },
      { input: { from: 2, keep: 2, messages: [] }, output: 4, tools: [1, 0] },
    ),
  ).toEqual([
    { input: ["s", "u1"], output: "a1", tools: ["send"] },
    { input: ["s", "u1", "a1", "u2"], output: "a2", tools: null },
    { input: ["s", "u2"], output: null, tools: [] },
    { input: ["s", "u2"], output: "a2", tools: ["send", "find"] },
  ]);
});

it("keeps equal messages the same object", () => {
  const calls = [
    { input: { from: null, keep: 0, messages: [0] }, output: 2, tools: null },
    { input: { from: 0, keep: 2, messages: [] }, output: null, tools: null },
  ];
  const [first, second] = listModelCalls({ tools: [], messages: MESSAGES, calls } as never);
  expect(second?.input[1]).toBe(first?.output);
});

it("lists nothing for a trajectory of version 1", () => {
  expect(listModelCalls({ tools: [] } as never)).toEqual([]);
});
