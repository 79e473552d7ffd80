/**
 * Writes `&lt;` for the `<` of everything that looks like a tag or a template token (`<plan>`, `</tool_response>`,
 * `<|im_end|>`), so that text from data, tools or models cannot act as markup. {@link unescapeTags} is the exact inverse.
 */
export function escapeTags(text: string): string {
  return text.replace(/&(?=(?:amp;)*lt;)/g, "&amp;").replace(/<(?=[/|｜a-z])/gi, "&lt;");
}

/** The inverse of {@link escapeTags}: `unescapeTags(escapeTags(text)) === text` for every text. */
export function unescapeTags(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&amp;(?=(?:amp;)*lt;)/g, "&");
}

/**
 * {@link escapeTags} for text that may be escaped already: text without a tag is returned unchanged. Idempotent, but unlike
 * `escapeTags` not invertible.
 */
export function escapeOnce(text: string): string {
  return /<[/|｜a-z]/i.test(text) ? escapeTags(text) : text;
}

/** Control characters and Unicode line ends: each of them is a line break to at least one reader. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

/** Untrusted text as one quoted line: control characters, line ends and quotes escaped as in JSON, tags escaped. */
export function quoteData(text: string): string {
  return escapeTags(JSON.stringify(text).replace(UNPRINTABLE, jsonEscape));
}

/** Untrusted text for the middle of a sentence: on one line, tags escaped. Not invertible. */
export function inlineData(text: string): string {
  return escapeTags(text.replace(UNPRINTABLE, " "));
}

function jsonEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** An id as text: bare where that is unambiguous, else quoted. */
export function printId(id: string): string {
  return /^[\w.:@-]+$/.test(id) ? id : quoteData(id);
}

/** The inverse of {@link printId}. */
export function readId(text: string): string {
  if (!text.startsWith('"')) return text;
  const id: unknown = JSON.parse(unescapeTags(text));
  return String(id);
}

/**
 * Escapes the template tokens and tags of turns, tool calls, tool answers and thoughts in a prompt. Other tags stay, since
 * prompts explain them and put data between them.
 */
export function escapeTemplateTokens(prompt: string): string {
  return prompt.replace(/<(?=[|｜]|\/?(?:tool_call|tool_response|think)>)/g, "&lt;");
}

/** True if a value contains text that would need escaping; such a value cannot be an argument of a tool call. */
export function holdsTags(value: unknown): boolean {
  const json = JSON.stringify(value) ?? "";
  return escapeOnce(json) !== json;
}

/** Untrusted text between `<data>` tags. The caller escapes tags inside it. */
export function fenceData(text: string): string {
  return `<data>\n${text}\n</data>`;
}

/** Escapes tags in JSON text as `\u003c`, which leaves the parsed value unchanged. */
export function escapeInJson(json: string): string {
  return json.replace(/<(?=[/|｜a-z])/gi, "\\u003c");
}
