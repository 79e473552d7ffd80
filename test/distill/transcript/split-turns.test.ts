import { describe, expect, it } from "vitest";
import { splitTurns } from "../../../src/distill/transcript/split-turns.js";

/** Turns as `role: content`. */
const turnsOf = (text: string) =>
  splitTurns(text).map(({ role, content }) => `${role}: ${content}`);

describe("splitTurns", () => {
  it.each([
    {
      name: "a whole conversation",
      text: "<|im_start|>system\ns<|im_end|>\n<|im_start|>user\nu\nv<|im_end|>\n<|im_start|>assistant\na<|im_end|>\n",
      turns: ["system: s", "user: u\nv", "assistant: a"],
    },
    {
      name: "a completion with its end token",
      text: "a<|im_end|>\n<|im_start|>user\nu<|im_end|>",
      turns: ["assistant: a", "user: u"],
    },
    { name: "a completion of one turn", text: "a<|im_end|>\n", turns: ["assistant: a"] },
    {
      name: "a last turn without its end token",
      text: "<|im_start|>user\nu<|im_end|>\n<|im_start|>assistant\na",
      turns: ["user: u", "assistant: a"],
    },
    {
      name: "a start token that the model wrote within a turn",
      text: "a\n<|im_start|>user\nu<|im_end|>\n<|im_start|>user\nv<|im_end|>",
      turns: ["assistant: a\n<|im_start|>user\nu", "user: v"],
    },
    {
      name: "turns that end with the token of the end of a text",
      text: "a<|endoftext|>\n<|im_start|>user\nu<|im_end|>\n<|im_start|>assistant\nb<|endoftext|>c<|endoftext|>",
      turns: ["assistant: a", "user: u", "assistant: b<|endoftext|>c"],
    },
    {
      name: "a text that begins with white space before a turn",
      text: "\n<|im_start|>user\nu<|im_end|>",
      turns: ["user: u"],
    },
    {
      name: "text between two turns",
      text: "<|im_start|>user\nu<|im_end|> lost <|im_end|><|im_start|>assistant\na<|im_end|> lost",
      turns: ["user: u", "assistant: a"],
    },
    {
      name: "a turn without a content",
      text: "<|im_start|>user\nu<|im_end|>\n<|im_start|>assistant",
      turns: ["user: u", "assistant: "],
    },
    {
      name: "a tool answer",
      text: "<|im_start|>user\n<tool_response>\nx\n</tool_response><|im_end|>",
      turns: ["tool: <tool_response>\nx\n</tool_response>"],
    },
    {
      name: "a tool answer that is not at the start of a user turn",
      text: "<|im_start|>user\nx<tool_response><|im_end|><|im_start|>assistant\n<tool_response>",
      turns: ["user: x<tool_response>", "assistant: <tool_response>"],
    },
  ])("splits marked text at its tokens: $name", ({ text, turns }) => {
    expect(turnsOf(text)).toEqual(turns);
  });

  const answer = "user\n<tool_response>\nx\n</tool_response>";
  it.each([
    { name: "no answer", text: "a", turns: ["assistant: a"] },
    { name: "no text", text: "", turns: ["assistant: "] },
    {
      name: "one answer",
      text: `a\n${answer}\nassistant\nb`,
      turns: ["assistant: a", `tool: \n${answer}\nassistant\n`, "assistant: b"],
    },
    {
      name: "an answer without line breaks around it",
      text: `a${answer}assistant\nb`,
      turns: ["assistant: a", `tool: ${answer}assistant\n`, "assistant: b"],
    },
    {
      name: "two answers",
      text: `a\n${answer}\nassistant\nb\n${answer}\nassistant\nc`,
      turns: [
        "assistant: a",
        `tool: \n${answer}\nassistant\n`,
        "assistant: b",
        `tool: \n${answer}\nassistant\n`,
        "assistant: c",
      ],
    },
    {
      name: "an answer at the end",
      text: `a\n${answer}\n`,
      turns: ["assistant: a", `tool: \n${answer}\n`, "assistant: "],
    },
    {
      name: "an answer that nothing ends",
      text: `a\n${answer} and b`,
      turns: [`assistant: a\n${answer} and b`],
    },
    {
      name: "an end before any answer",
      text: "</tool_response>\nassistant\nb",
      turns: ["assistant: </tool_response>\nassistant\nb"],
    },
  ])("splits unmarked text at its tool answers: $name", ({ text, turns }) => {
    expect(turnsOf(text)).toEqual(turns);
  });
});
