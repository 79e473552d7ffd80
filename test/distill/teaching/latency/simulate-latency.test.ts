import { describe, expect, it } from "vitest";
import { generatedTurns } from "../../../../src/distill/teaching/latency/generated-turns.js";
import { simulateLatency } from "../../../../src/distill/teaching/latency/simulate-latency.js";
import type { Step } from "../../../../src/trajectory/trajectory.js";
import { answer, by, call, said } from "../../transcript/support.js";

/** One token a letter of the first block or call; the end of a turn is free. */
const countTokens = (text: string) => (/^\w+/.exec(text)?.[0] ?? "").length;
/** Each call 100 ms, each letter 1 ms. */
const simulate = (steps: readonly Step[]) =>
  simulateLatency({ steps }, { callMs: 100, tokenMs: 1, countTokens });
const letters = (count: number) => "x".repeat(count);

describe("simulateLatency", () => {
  it("adds up what one agent does", () => {
    const steps = by("", 1, said("plan", letters(7)), said("recommend", letters(9)));
    expect(simulate(steps)).toBe(100 + 7 + (100 + 9));
  });

  it("counts of the agents of a round the slowest, and each round", () => {
    const steps = [
      ...by("", 1, said("plan", letters(10))), // 110
      ...by("a", 1, said("analysis", letters(20)), said("analysis", letters(30))), // 120 + 130
      ...by("b", 1, said("analysis", letters(90))), // 190, beside it
      ...by("", 1, said("reflection", letters(5))), // 105
      ...by("b", 2, said("analysis", letters(40))), // 140
      ...by("", 2, said("reflection", letters(5))), // 105
      ...by("", 1, said("recommend", letters(8))), // 108
    ];
    expect(simulate(steps)).toBe(110 + 250 + 105 + 140 + 105 + 108);
  });

  it("lets rounds that follow each other without the graph's own word add up", () => {
    const steps = [
      ...by("a", 1, said("analysis", letters(1))),
      ...by("b", 1, said("analysis", letters(2))),
      ...by("a", 2, said("analysis", letters(3))),
    ];
    expect(simulate(steps)).toBe(102 + 103);
  });

  it("takes tools for free, and a text with the calls behind it for one turn", () => {
    const look = (callId: string) => call(callId, "look", { at: "it" });
    const steps = by(
      "a",
      1,
      said("analysis", letters(4)),
      look("call_1"),
      look("call_2"),
      answer("call_1", "look", letters(999)),
      answer("call_2", "look", letters(999)),
      look("call_3"),
      answer("call_3", "look", letters(999)),
      said("recommend", letters(6)),
    );
    expect(simulate(steps)).toBe(104 + 100 + 106); // the call alone begins with "<": no letter
    expect(generatedTurns({ steps }).map(({ text }) => text)).toEqual([
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

  it("tells a summary from the call that another node makes after it", () => {
    const [summary, made] = by("a", 1, said("analysis", letters(5)), call("call_1", "look", "{"));
    expect(simulate([summary!, { ...made!, node: "model" }])).toBe(105 + 100);
  });

  it("is 300 ms a call and 15 ms for four characters unless told otherwise", () => {
    // 22 letters and the 10 of <|im_end|> are 32 characters: 8 tokens.
    expect(simulateLatency({ steps: by("", 1, said("plan", letters(22))) })).toBe(300 + 8 * 15);
    expect(simulateLatency({ steps: [] })).toBe(0);
  });
});
