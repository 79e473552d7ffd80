import type { Conversation } from "../linear/conversation.js";
import { findCallError } from "../reward/check-call.js";

/** Calls that do not fit the schema of their tool, and tools that no trainer could offer. */
export function inspectCalls({ tools, messages }: Conversation): string[] {
  const names = tools.map((tool) => tool.function.name);
  const repeated = names.filter((name, place) => names.indexOf(name) !== place);
  const shapeless = tools.filter((tool) => tool.function.parameters["type"] !== "object");
  const calls = messages.flatMap((message) =>
    message.role === "assistant" ? (message.tool_calls ?? []) : [],
  );
  const wrong = calls.flatMap((call) => {
    const error = findCallError({ parsed: call }, tools);
    return error === undefined
      ? []
      : [`its call ${JSON.stringify(call.function)} is wrong: ${error}`];
  });
  return [
    ...repeated.map((name) => `the tool "${name}" is offered twice`),
    ...shapeless.map((tool) => `the schema of the tool "${tool.function.name}" is no object`),
    ...wrong,
  ];
}
