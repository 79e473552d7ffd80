import { expect, it } from "vitest";
import { toChains } from "../../../src/distill/conversations/chains.js";
import type { ModelCall } from "../../../src/trajectory/unpack-calls.js";
import { callOf, said } from "./units.js";

const [q1, q2, q3] = ["q1", "q2", "q3"].map((text) => said("user", text)) as [never, never, never];
const [a1, a2, a3] = ["a1", "a2", "a3"].map((text) => said("assistant", text)) as [
  never,
  never,
  never,
];

const chainsOf = (...calls: ModelCall[]) =>
  toChains(calls.map((call, index) => ({ index, call, output: call.output! }))).map((chain) =>
    chain.map(({ index }) => index),
  );

const first = callOf([q1], a1);
const second = callOf([q1, a1, q2], a2);

it("continues where the input begins with the conversation before it", () => {
  expect(chainsOf(first, second, callOf([q1, a1, q2, a2, q3], a3))).toEqual([[0, 1, 2]]);
});

it.each([
  ["another reply", callOf([q1, a2, q2], a2)],
  ["another question", callOf([q2, a1, q2], a2)],
  ["the conversation without the reply", callOf([q1], a2)],
  ["the same conversation of another node", { ...second, node: "other" }],
  ["the same conversation of another agent", { ...second, agent: "other" }],
  ["the same conversation with other tools", { ...second, tools: null }],
])("begins a new chain after %s", (_, call) => expect(chainsOf(first, call)).toEqual([[0], [1]]));

it("compares tools by value", () => {
  const tools = () =>
    [{ type: "function", function: { name: "f", description: "", parameters: {} } }] as never;
  expect(chainsOf({ ...first, tools: tools() }, { ...second, tools: tools() })).toEqual([[0, 1]]);
});

it("continues the longest conversation", () => {
  const third = callOf([q1, a1, q2, a2, q3], a3);
  // The first call again: its input and reply are a shorter prefix of the third.
  expect(chainsOf(first, second, first, third)).toEqual([[0, 1, 3], [2]]);
});

it("keeps interleaved conversations apart", () => {
  const other = callOf([q3], a1);
  const later = callOf([q3, a1, q2], a2);
  expect(chainsOf(first, other, second, later)).toEqual([
    [0, 2],
    [1, 3],
  ]);
});

it("takes one text block for plain text, and ignores names of authors", () => {
  const blocks = callOf(
    [said("user", [{ type: "text", text: "q1" }], { name: "Ada" }), a1, q2],
    a2,
  );
  expect(chainsOf(first, blocks)).toEqual([[0, 1]]);
});
