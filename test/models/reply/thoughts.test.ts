import { describe, expect, it } from "vitest";
import { splitThoughts } from "../../../src/models/reply/thoughts.js";

describe("splitThoughts", () => {
  it.each([
    { text: "<think>\na {1}\n</think>\n\n{}", thoughts: "a {1}", rest: "{}" },
    { text: "a {1}\n</think>\n\n{}", thoughts: "a {1}", rest: "{}" },
    { text: "<think>\n\n</think>\n\n{}", thoughts: "", rest: "{}" },
    { text: "<think>a</think><think>b</think>c", thoughts: "a\n\nb", rest: "c" },
    { text: "<think>never ends {}", thoughts: "never ends {}", rest: "" },
    { text: "[THINK]a[/THINK]b", thoughts: "a", rest: "b" },
    {
      text: "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b",
      thoughts: "a",
      rest: "b",
    },
    { text: '{"a": "say </think> now"}', thoughts: "", rest: '{"a": "say </think> now"}' },
    { text: "b, not <think>a</think>", thoughts: "", rest: "b, not <think>a</think>" },
    { text: " plain\n", thoughts: "", rest: " plain\n" },
  ])("splits $text", ({ text, thoughts, rest }) => {
    expect(splitThoughts(text)).toEqual({ thoughts, text: rest });
  });
});
