import { describe, expect, it } from "vitest";
import type { Conversation, Message } from "../../../src/distill/transcript/conversation.js";
import { parseLinear } from "../../../src/distill/transcript/parse-linear.js";
import { renderLinear, renderPrompt } from "../../../src/distill/transcript/render-linear.js";

const call = (content: string, name: string): Message => ({
  role: "assistant",
  content,
  tool_calls: [{ type: "function", function: { name, arguments: { q: "tea" } } }],
});
const answer = (name: string, content: string): Message => ({ role: "tool", name, content });

const MESSAGES: readonly Message[] = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Which tea?" },
  call("I search.", "search"),
  answer("search", "green"),
  call("", "search"),
  answer("search", "black"),
  answer("search", "white"),
  { role: "assistant", content: "Green." },
];

// One span per line: its role, `*` if it is trained, and its text.
const SPANS = [
  ["system", "<|im_start|>system\nBe brief.<|im_end|>\n"],
  ["user", "<|im_start|>user\nWhich tea?<|im_end|>\n"],
  ["assistant", "<|im_start|>assistant\n"],
  [
    "assistant*",
    'I search.\n<tool_call>\n{"name": "search", "arguments": {"q": "tea"}}\n</tool_call><|im_end|>\n',
  ],
  ["tool", "<|im_start|>user\n<tool_response>\ngreen\n</tool_response><|im_end|>\n"],
  ["assistant", "<|im_start|>assistant\n"],
  [
    "assistant*",
    '<tool_call>\n{"name": "search", "arguments": {"q": "tea"}}\n</tool_call><|im_end|>\n',
  ],
  // Two answers share one user turn.
  ["tool", "<|im_start|>user\n<tool_response>\nblack\n</tool_response>"],
  ["tool", "\n<tool_response>\nwhite\n</tool_response><|im_end|>\n"],
  ["assistant", "<|im_start|>assistant\n"],
  ["assistant*", "Green.<|im_end|>\n"],
];

function spansOf(conversation: Conversation) {
  const { text, spans } = renderLinear(conversation);
  return spans.map(({ start, end, role, trainable }) => [
    `${role}${trainable ? "*" : ""}`,
    text.slice(start, end),
  ]);
}

describe("renderLinear", () => {
  it("renders a conversation as Qwen3's template does, one span after another", () => {
    expect(spansOf({ tools: [], messages: MESSAGES })).toEqual(SPANS);
  });

  it("renders a second system message as a turn, and no system turn without a system message and tools", () => {
    const messages: Message[] = [
      { role: "user", content: "u" },
      { role: "system", content: "s" },
    ];
    expect(spansOf({ tools: [], messages })).toEqual([
      ["user", "<|im_start|>user\nu<|im_end|>\n"],
      ["system", "<|im_start|>system\ns<|im_end|>\n"],
    ]);
    expect(spansOf({ tools: [], messages: [] })).toEqual([]);
  });

  it("ends a prompt where the next assistant turn begins", () => {
    const messages: Message[] = [{ role: "user", content: "u" }];
    expect(renderPrompt({ tools: [], messages })).toBe(
      "<|im_start|>user\nu<|im_end|>\n<|im_start|>assistant\n",
    );
  });
});

describe("parseLinear", () => {
  it("gives the conversation back", () => {
    const conversation = { tools: [], messages: MESSAGES };
    expect(parseLinear(renderLinear(conversation).text)).toEqual(conversation);
    const [, ...withoutSystem] = MESSAGES;
    const other = { tools: [], messages: withoutSystem };
    expect(parseLinear(renderLinear(other).text)).toEqual(other);
  });

  it.each([
    "",
    "<|im_start|>user\nu",
    "<|im_start|>user\nu<|im_end|>",
    '<|im_start|>assistant\n<tool_call>\n{"name": 1}\n</tool_call><|im_end|>\n',
    "<|im_start|>assistant\n<tool_call>\nno JSON\n</tool_call><|im_end|>\n",
    "<|im_start|>user\nu<|im_end|>\nlost<|im_start|>assistant\na<|im_end|>\n",
  ])("rejects %j and shows its beginning", (text) => {
    expect(() => parseLinear(text)).toThrow(
      `Not the linear text of a whole conversation: ${JSON.stringify(text.slice(0, 80))}. Pass text from renderLinear, unchanged.`,
    );
    expect(() => parseLinear(text)).toThrow(
      expect.objectContaining({ code: "TRAJECTORY_INVALID" }),
    );
  });

  it("shows at most 80 characters", () => {
    expect(() => parseLinear("x".repeat(81))).toThrow(`"${"x".repeat(80)}"`);
  });
});
