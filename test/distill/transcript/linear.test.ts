import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message } from "../../../src/distill/transcript/conversation.js";
import { parseLinear, readLinearSteps } from "../../../src/distill/transcript/parse-linear.js";
import {
  renderLinear,
  renderPrompt,
  type LinearText,
} from "../../../src/distill/transcript/render-linear.js";
import { scoreText } from "../../../src/distill/transcript/reward/score-text.js";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import { toLinearSteps } from "../../../src/distill/transcript/to-linear-steps.js";
import { hostileTrajectory } from "./hostile.js";
import { CANDIDATES, HELD_OUT, teacherTrajectory, TOOLS } from "./support.js";

const RUNS = { numRuns: 50 };
const renderTeacher = () => renderLinear(toConversation(teacherTrajectory()));

describe("renderLinear", () => {
  it("renders the golden text", async () => {
    await expect(renderTeacher().text).toMatchFileSnapshot("../../golden/teacher.linear.txt");
  });

  it("marks exactly the assistant's text as trainable", async () => {
    const { text, spans } = renderTeacher();
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
    const shape = (spans: LinearText["spans"]) =>
      spans.map(({ role, trainable }) => `${role} ${trainable}`);
    const linear = renderTeacher();
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

describe("renderLinear of a short conversation", () => {
  const call = { type: "function", function: { name: "look", arguments: { id: "1" } } } as const;
  const pieces = [
    { role: "system", text: "<|im_start|>system\ns<|im_end|>\n" },
    { role: "assistant", text: "<|im_start|>assistant\n" },
    {
      role: "assistant",
      text: 'a\n<tool_call>\n{"name": "look", "arguments": {"id": "1"}}\n</tool_call><|im_end|>\n',
      trainable: true,
    },
    { role: "tool", text: "<|im_start|>user\n<tool_response>\nx\n</tool_response>" },
    { role: "tool", text: "\n<tool_response>\ny\n</tool_response><|im_end|>\n" },
    { role: "system", text: "<|im_start|>system\nt<|im_end|>\n" },
    { role: "assistant", text: "<|im_start|>assistant\n" },
    {
      role: "assistant",
      text: '<tool_call>\n{"name": "look", "arguments": {"id": "1"}}\n</tool_call><|im_end|>\n',
      trainable: true,
    },
  ];

  it("has one span per message, and two per assistant turn", () => {
    const messages: Message[] = [
      { role: "system", content: "s" },
      { role: "assistant", content: "a", tool_calls: [call] },
      { role: "tool", name: "look", content: "x" },
      { role: "tool", name: "look", content: "y" },
      { role: "system", content: "t" },
      { role: "assistant", content: "", tool_calls: [call] },
    ];
    const { text, spans } = renderLinear({ tools: [], messages });
    expect(
      spans.map(({ role, start, end, trainable }) => ({
        role,
        text: text.slice(start, end),
        ...(trainable ? { trainable } : {}),
      })),
    ).toEqual(pieces);
    expect(text).toBe(pieces.map((piece) => piece.text).join(""));
  });

  it("is empty without messages and tools", () => {
    expect(renderLinear({ tools: [], messages: [] })).toEqual({ text: "", spans: [] });
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
    { name: "an empty text", change: () => "" },
    { name: "a text without turns", change: () => "Hello." },
    { name: "a truncated text", change: (text: string) => text.slice(0, -5) },
    { name: "invalid JSON", change: (text: string) => text.replace('"recent"', "recent") },
    {
      name: "another format",
      change: (text: string) => text.replace("<tool_response>\n", "<tool_response>"),
    },
    { name: "an unknown role", change: (text: string) => text.replace("start|>user", "start|>me") },
  ])("rejects $name, with the beginning of the text", ({ change }) => {
    const text = change(renderTeacher().text);
    expect(() => parseLinear(text)).toThrow(
      expect.objectContaining({
        code: "TRAJECTORY_INVALID",
        problem: `Not the linear text of a whole conversation: ${JSON.stringify(text.slice(0, 80))}.`,
      }),
    );
    expect(() => parseLinear(text)).toThrow("Pass text from renderLinear, unchanged.");
  });

  it("reads a system message that is not the first message", () => {
    const messages: Message[] = [
      { role: "user", content: "a" },
      { role: "system", content: "b" },
    ];
    expect(parseLinear(renderLinear({ tools: [], messages }).text)).toEqual({
      tools: [],
      messages,
    });
  });

  it("gives answers the name of the last call, and none before any call", () => {
    const answer: Message = { role: "tool", name: "", content: "x" };
    const { text } = renderLinear({ tools: [], messages: [answer, answer] });
    expect(parseLinear(text).messages).toEqual([answer, answer]);
  });
});

describe("readLinearSteps", () => {
  it("reads the blocks and the call of each assistant turn, with the answer after it", () => {
    const content = '<plan>\nLook.\n</plan>\n<tool_call>\n{"name": "no"}\n</tool_call>';
    const call = { type: "function", function: { name: "look", arguments: { id: "1" } } } as const;
    const messages: Message[] = [
      { role: "user", content: "<plan>\nNot mine.\n</plan>" },
      { role: "assistant", content, tool_calls: [call] },
      { role: "tool", name: "look", content: "Seen." },
      { role: "assistant", content: "", tool_calls: [call] },
    ];
    expect(readLinearSteps({ tools: [], messages })).toEqual([
      { kind: "plan", text: "Look." },
      { kind: "tool_call", name: "look", arguments: { id: "1" }, answer: "Seen." },
      { kind: "tool_call", name: "look", arguments: { id: "1" }, answer: "" },
    ]);
  });
});

describe("renderPrompt", () => {
  it("opens the next assistant turn", () => {
    const messages: Message[] = [{ role: "user", content: "Rank." }];
    expect(renderPrompt({ tools: [], messages })).toBe(
      "<|im_start|>user\nRank.<|im_end|>\n<|im_start|>assistant\n",
    );
  });
});
