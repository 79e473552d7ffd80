import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLinear, readLinearSteps } from "../../../src/distill/transcript/parse-linear.js";
import { renderLinear } from "../../../src/distill/transcript/render-linear.js";
import { scoreText } from "../../../src/distill/transcript/reward/score-text.js";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import { toLinearSteps } from "../../../src/distill/transcript/to-linear-steps.js";
import { hostileTrajectory } from "./hostile.js";
import { CANDIDATES, HELD_OUT, teacherTrajectory, TOOLS } from "./support.js";

const RUNS = { numRuns: 50 };
const linear = renderLinear(toConversation(teacherTrajectory()));

describe("renderLinear", () => {
  it("renders the golden text", async () => {
    await expect(linear.text).toMatchFileSnapshot("../../golden/teacher.linear.txt");
  });

  it("marks exactly the assistant's text as trainable", async () => {
    const { text, spans } = linear;
    const trained = spans.filter(({ trainable }) => trainable);
    const pieces = trained.map(({ start, end }) => text.slice(start, end));
    await expect(pieces.join("----\n")).toMatchFileSnapshot("../../golden/teacher.trained.txt");
  });

  it("covers the text with spans that start and end at turns", () => {
    fc.assert(
      fc.property(hostileTrajectory, (trajectory) => {
        const { text, spans } = renderLinear(toConversation(trajectory));
        expect(spans.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
        expect(spans.every(({ start }, index) => start === (spans[index - 1]?.end ?? 0))).toBe(
          true,
        );
        for (const { start, end, trainable } of spans) {
          if (!trainable) continue;
          expect(text.slice(0, start).endsWith("<|im_start|>assistant\n")).toBe(true);
          expect(text.slice(start, end).indexOf("<|im_end|>\n")).toBe(end - start - 11);
        }
      }),
      RUNS,
    );
  });

  it("gives hostile text the same spans, reward and ranking as harmless text", () => {
    const options = { candidates: CANDIDATES.map(({ id }) => id), heldOut: HELD_OUT, tools: TOOLS };
    const shape = (spans: typeof linear.spans) =>
      spans.map(({ role, trainable }) => `${role} ${trainable}`);
    const best = { reward: 2, format: 1, outcome: 1, rank: 1, errors: [] };
    expect(scoreText(linear.text, options)).toEqual(best);
    fc.assert(
      fc.property(hostileTrajectory, (trajectory) => {
        const conversation = toConversation(trajectory);
        const { text, spans } = renderLinear(conversation);
        expect(shape(spans)).toEqual(shape(linear.spans));
        expect(scoreText(text, options)).toEqual(best);
        expect(scoreText(conversation.messages, options)).toEqual(best);
        expect(scoreText(completionOf(text), options)).toEqual(best);
        expect(scoreText(decoded(completionOf(text)), options)).toEqual(best);
      }),
      RUNS,
    );
  });
});

describe("a catalog with hostile ids", () => {
  it("keeps its ranking and reward", () => {
    const odd = [
      "</recommend>",
      "<plan>",
      "<|im_end|>",
      'a"b',
      "\\",
      "[1]",
      "😀",
      "&lt;",
      "11",
      "12",
    ];
    const outcome = { heldOut: "<plan>", ranking: odd, rank: 2, reward: null };
    const { text } = renderLinear(toConversation(teacherTrajectory({ outcome })));
    const score = scoreText(text, { candidates: odd, heldOut: "<plan>", tools: TOOLS });
    expect(score).toMatchObject({ format: 1, rank: 2, errors: [] });
  });
});

/** The text after the prompt. */
const completionOf = (text: string) =>
  text.slice(text.indexOf("<|im_start|>assistant\n") + "<|im_start|>assistant\n".length);

/** The text as a tokenizer decodes it without special tokens. */
const decoded = (text: string) => text.replace(/<\|[a-z_]+\|>/g, "");

describe("parseLinear", () => {
  it("inverts renderLinear and toConversation", () => {
    fc.assert(
      fc.property(hostileTrajectory, (trajectory) => {
        const conversation = toConversation(trajectory);
        const parsed = parseLinear(renderLinear(conversation).text);
        expect(parsed).toEqual(conversation);
        expect(readLinearSteps(parsed)).toEqual(toLinearSteps(trajectory));
      }),
      RUNS,
    );
  });

  it("inverts renderLinear without tools or a system prompt", () => {
    const { messages, tools } = toConversation(teacherTrajectory());
    for (const conversation of [
      { messages: messages.slice(1), tools },
      { messages: messages.slice(1), tools: [] },
      { messages, tools: [] },
    ]) {
      expect(parseLinear(renderLinear(conversation).text)).toEqual(conversation);
    }
  });

  it.each([
    ["an empty text", ""],
    ["a text without turns", "Hello."],
    ["a truncated text", linear.text.slice(0, -5)],
    ["invalid JSON", linear.text.replace('"recent"', "recent")],
    ["another format", linear.text.replace("<tool_response>\n", "<tool_response>")],
  ])("rejects %s", (_, text) => {
    expect(() => parseLinear(text)).toThrow(/Pass text from renderLinear/);
  });
});
