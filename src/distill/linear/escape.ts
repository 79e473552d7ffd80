import { escapeOnce } from "../../text/data-text.js";

/**
 * A prompt in which nothing can pass for a turn, a call or a tool's answer. Other tags stay: a prompt names them to explain
 * them, and fences data with some.
 */
export function escapeTemplateTokens(prompt: string): string {
  return prompt.replace(/<(?=[|｜]|\/?(?:tool_call|tool_response|think)>)/g, "&lt;");
}

/** Whether a value holds text that would have to be escaped, and so cannot stand in a call. */
export function holdsTags(value: unknown): boolean {
  const json = JSON.stringify(value) ?? "";
  return escapeOnce(json) !== json;
}

/** JSON in which nothing can pass for a tag; any reader of JSON reads the same. */
export function escapeInJson(json: string): string {
  return json.replace(/<(?=[/|｜a-z])/gi, "\\u003c");
}
