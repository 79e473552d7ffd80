import { createHash } from "node:crypto";
import { renderLinear } from "../linear/render-linear.js";

/** The chat template that linear text follows, and a hash of what it makes of everything that it knows. */
export const TEMPLATE = {
  name: "Qwen3-Instruct-2507",
  sha256: createHash("sha256").update(renderProbe()).digest("hex"),
};

/** A conversation with every kind of turn, call and character that a template could treat in its own way. */
function renderProbe(): string {
  const parameters = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
  const call = { name: "look_up", arguments: { id: 'é "\\\n😀', k: 5, exact: true, share: 0.5 } };
  return renderLinear({
    tools: [{ type: "function", function: { name: "look_up", description: "d", parameters } }],
    messages: [
      { role: "system", content: "s" },
      { role: "user", content: " u\n" },
      { role: "assistant", content: "", tool_calls: [{ type: "function", function: call }] },
      { role: "tool", name: "look_up", content: "one" },
      { role: "assistant", content: "a\n", tool_calls: [{ type: "function", function: call }] },
      { role: "tool", name: "look_up", content: "two\n" },
      { role: "assistant", content: "b" },
    ],
  }).text;
}
