import { z } from "zod";
import { toPythonJson } from "../../json.js";

const callSchema = z.looseObject({
  function: z.looseObject({
    name: z.string(),
    arguments: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .describe("An object, or its JSON text."),
  }),
});

/** A message as trainers keep it. */
export const rolloutMessageSchema = z.looseObject({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: z.string().nullish(),
  tool_calls: z.array(callSchema).nullish(),
});
export type RolloutMessage = z.infer<typeof rolloutMessageSchema>;

/**
 * What was written after the opening, as Qwen3's chat template writes it: tool calls between `<tool_call>` tags, tool
 * answers between `<tool_response>` tags.
 *
 * @param messages - A conversation; what stands before the first turn of the model is left out.
 */
export function toRolloutText(messages: readonly RolloutMessage[]): string {
  const first = messages.findIndex(({ role }) => role === "assistant");
  if (first === -1) return "";
  return messages
    .slice(first)
    .map(writeTurn)
    .join("\n")
    .replace(/^<\|im_start\|>assistant\n/, "");
}

function writeTurn({ role, content, tool_calls: calls }: RolloutMessage): string {
  const text = content ?? "";
  if (role === "tool") return turn("user", `<tool_response>\n${text}\n</tool_response>`);
  const written = (calls ?? []).map(({ function: { name, arguments: given } }) => {
    const json = typeof given === "string" ? given : toPythonJson(given);
    return `<tool_call>\n{"name": ${JSON.stringify(name)}, "arguments": ${json}}\n</tool_call>`;
  });
  return turn(role, [...(text === "" ? [] : [text]), ...written].join("\n"));
}

function turn(role: string, text: string): string {
  return `<|im_start|>${role}\n${text}<|im_end|>`;
}
