import { describe, expect, it } from "vitest";
import {
  asExecuted,
  judgeCalls,
  type EditedMode,
} from "../../../src/distill/conversations/judge-calls.js";
import type { ModelCall } from "../../../src/trajectory/unpack-calls.js";
import { answerOf, called, callOf, said } from "./units.js";

type Answer = ReturnType<typeof answerOf>;

const judge = (
  calls: readonly ModelCall[],
  answers: readonly Answer[] = [],
  edited: EditedMode = "mask",
) =>
  judgeCalls(calls, {
    answers: new Map(answers.map((answer) => [answer.callId, answer])),
    edited,
  });

const q = said("user", "q");
const done = said("assistant", "done");
const calling = said("assistant", "x", { calls: [called("1")] });

describe("judgeCalls", () => {
  it.each([
    ["trained", callOf([q], done)],
    ["discarded", callOf([q], done, { discarded: true })],
    ["discarded", callOf([q], null, { error: "Error: busy" })],
    ["empty_reply", callOf([q], said("assistant", ""))],
    ["empty_reply", callOf([q], said("assistant", [{ type: "text", text: "" }]))],
    ["reasoning", callOf([q], said("assistant", "done", { reasoning: "r" }))],
    ["provider_tools", callOf([q], said("assistant", [{ type: "web_search_call" }]))],
    [
      "invalid_arguments",
      callOf([q], said("assistant", "", { calls: [{ ...called("1", "{"), invalid: true }] })),
    ],
    ["failed_call", callOf([q], calling)],
  ])("%s", (verdict, call) => expect(judge([call])).toEqual([verdict]));

  it.each(["length", "MAX_TOKENS", "content_filter", "SAFETY", "max_output_tokens", "load"])(
    "does not train a reply that stopped because of %s",
    (finishReason) => expect(judge([callOf([q], done, { finishReason })])).toEqual(["cut_off"]),
  );

  it.each(["stop", "end_turn", "tool_calls", null])(
    "trains a reply that stopped because of %s",
    (finishReason) => expect(judge([callOf([q], done, { finishReason })])).toEqual(["trained"]),
  );

  it.each([
    ["trained", {}],
    ["trained", { content: "No error." }],
    ["failed_call", { status: "error" }],
    ["failed_call", { content: "Error: no such file" }],
    ["failed_call", { content: " Error\n" }],
    ["failed_call", { content: "Failed to parse structured output for tool 'place': x" }],
    ["failed_call", { content: "The model has called multiple tools: a, b to return" }],
    ["edited", { ranWith: { id: "b" } }],
    ["edited", { ranAs: "look" }],
  ])("%s for a call with the answer %j", (verdict, fields) =>
    expect(judge([callOf([q], calling)], [answerOf("1", fields as never)])).toEqual([verdict]),
  );

  it("needs an answer to every call of a turn", () => {
    const two = said("assistant", "", { calls: [called("1"), called("2")] });
    expect(judge([callOf([q], two)], [answerOf("1")])).toEqual(["failed_call"]);
    expect(judge([callOf([q], two)], [answerOf("1"), answerOf("2")])).toEqual(["trained"]);
  });

  describe("of a call that ran with other arguments", () => {
    const executed = said("assistant", "x", { calls: [called("1", { id: "b" })] });
    const answer = said("tool", "found b", { callId: "1" });
    const answers = [answerOf("1", { ranWith: { id: "b" } })];
    const edited = callOf([q], calling);
    const readsWritten = callOf([q, calling, answer], done);
    const readsExecuted = callOf([q, executed, answer], done);

    it.each([
      ["mask", ["edited", "edited", "trained"]],
      ["train", ["trained", "edited", "trained"]],
      ["drop", ["edited", "edited", "edited"]],
    ] as const)("%s", (mode, verdicts) =>
      expect(judge([edited, readsWritten, readsExecuted], answers, mode)).toEqual(verdicts),
    );

    it("train does not train an edited call after another one that was written differently", () => {
      const second = said("assistant", "y", { calls: [called("2")] });
      const later = callOf([q, calling, answer], second);
      const both = [...answers, answerOf("2", { ranWith: { id: "c" } })];
      expect(judge([edited, later], both, "train")).toEqual(["trained", "edited"]);
    });
  });
});

describe("asExecuted", () => {
  it("replaces the tool and the arguments of changed calls only", () => {
    const two = said("assistant", "x", { calls: [called("1"), called("2")] });
    const answers = new Map([
      ["1", answerOf("1")],
      ["2", answerOf("2", { ranAs: "look", ranWith: { id: "b" } })],
    ]);
    expect(asExecuted(callOf([q], two), answers)?.calls).toEqual([
      called("1"),
      { id: "2", name: "look", arguments: { id: "b" } },
    ]);
  });

  it("is the reply itself if nothing was changed", () => {
    expect(asExecuted(callOf([q], calling), new Map([["1", answerOf("1")]]))).toBe(calling);
    expect(asExecuted(callOf([q], null), new Map())).toBeNull();
  });
});
