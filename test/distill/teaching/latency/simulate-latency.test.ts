import { describe, expect, it } from "vitest";
import { toGeneratedTurns } from "../../../../src/distill/teaching/latency/generated-turns.js";
import { simulateLatency } from "../../../../src/distill/teaching/latency/simulate-latency.js";
import type { Step } from "../../../../src/trajectory/trajectory.js";
import { answerStep, stepsOf, callStep, textStep } from "../../transcript/support.js";

/** One token per letter of the text; a call and the end of the turn have none. */
const countTokens = (text: string) => (/^\w+/.exec(text)?.[0] ?? "").length;
/** 100 ms per call and 1 ms per letter. */
const simulate = (steps: readonly Step[]) =>
  simulateLatency({ steps }, { callMs: 100, tokenMs: 1, countTokens });
const letters = (count: number) => "x".repeat(count);

describe("simulateLatency", () => {
  it("adds up the calls of one agent", () => {
    const steps = stepsOf("", 1, textStep("plan", letters(7)), textStep("recommend", letters(9)));
    expect(simulate(steps)).toBe(100 + 7 + (100 + 9));
  });

  it("counts the slowest agent of each round", () => {
    const steps = [
      ...stepsOf("", 1, textStep("plan", letters(10))), // 110
      ...stepsOf("a", 1, textStep("analysis", letters(20)), textStep("analysis", letters(30))), // 120 + 130
      ...stepsOf("b", 1, textStep("analysis", letters(90))), // 190, in parallel
      ...stepsOf("", 1, textStep("reflection", letters(5))), // 105
      ...stepsOf("b", 2, textStep("analysis", letters(40))), // 140
      ...stepsOf("", 2, textStep("reflection", letters(5))), // 105
      ...stepsOf("", 1, textStep("recommend", letters(8))), // 108
    ];
    expect(simulate(steps)).toBe(110 + 250 + 105 + 140 + 105 + 108);
  });

  it("adds up consecutive rounds without a call of the graph between them", () => {
    const steps = [
      ...stepsOf("a", 1, textStep("analysis", letters(1))),
      ...stepsOf("b", 1, textStep("analysis", letters(2))),
      ...stepsOf("a", 2, textStep("analysis", letters(3))),
    ];
    expect(simulate(steps)).toBe(102 + 103);
  });

  it("counts no time for tools, and a text with its calls as one model call", () => {
    const lookCall = (callId: string) => callStep(callId, "look", { at: "it" });
    const steps = stepsOf(
      "a",
      1,
      textStep("analysis", letters(4)),
      lookCall("call_1"),
      lookCall("call_2"),
      answerStep("call_1", "look", letters(999)),
      answerStep("call_2", "look", letters(999)),
      lookCall("call_3"),
      answerStep("call_3", "look", letters(999)),
      textStep("recommend", letters(6)),
    );
    expect(simulate(steps)).toBe(104 + 100 + 106); // the second turn is a call only: no letter
    expect(toGeneratedTurns({ steps }).map(({ text }) => text)).toEqual([
      `xxxx
<tool_call>
{"name": "look", "arguments": {"at": "it"}}
</tool_call>
<tool_call>
{"name": "look", "arguments": {"at": "it"}}
</tool_call><|im_end|>`,
      `<tool_call>
{"name": "look", "arguments": {"at": "it"}}
</tool_call><|im_end|>`,
      "xxxxxx<|im_end|>",
    ]);
  });

  it("counts a call by another node as another model call", () => {
    const [summary, made] = stepsOf(
      "a",
      1,
      textStep("analysis", letters(5)),
      callStep("call_1", "look", "{"),
    );
    expect(simulate([summary!, { ...made!, node: "model" }])).toBe(105 + 100);
  });

  it("defaults to 300 ms per call and 15 ms per four characters", () => {
    // 22 letters and the 10 of <|im_end|> are 32 characters: 8 tokens.
    expect(simulateLatency({ steps: stepsOf("", 1, textStep("plan", letters(22))) })).toBe(
      300 + 8 * 15,
    );
    expect(simulateLatency({ steps: [] })).toBe(0);
  });
});
