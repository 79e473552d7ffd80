import { describe, expect, it } from "vitest";
import { toRolloutText } from "../../../src/serve/environment/rollout-text.js";

const call = (given: Record<string, unknown> | string) => ({
  role: "assistant" as const,
  content: "<plan>Read.</plan>",
  tool_calls: [{ type: "function", function: { name: "search_neighbors", arguments: given } }],
});

describe("toRolloutText", () => {
  it("writes a conversation as Qwen3's template does, without its opening", () => {
    const text = toRolloutText([
      { role: "system", content: "Rank." },
      { role: "user", content: "For u1." },
      call({ kind: "user", k: 5 }),
      { role: "tool", content: "Nobody." },
      { role: "assistant", content: '<recommend>["a"]</recommend>' },
    ]);
    expect(text).toBe(`<plan>Read.</plan>
<tool_call>
{"name": "search_neighbors", "arguments": {"kind": "user", "k": 5}}
</tool_call><|im_end|>
<|im_start|>user
<tool_response>
Nobody.
</tool_response><|im_end|>
<|im_start|>assistant
<recommend>["a"]</recommend><|im_end|>`);
  });

  it("takes arguments as text and calls without a word beside them", () => {
    const [message] = [{ ...call('{"k": 5}'), content: null }];
    expect(toRolloutText([message])).toBe(
      '<tool_call>\n{"name": "search_neighbors", "arguments": {"k": 5}}\n</tool_call><|im_end|>',
    );
  });

  it("is empty when the model has not spoken", () => {
    expect(toRolloutText([{ role: "user", content: "For u1." }])).toBe("");
  });
});
