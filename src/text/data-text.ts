/**
 * Text that comes from data, a tool or a model is never markup. Anything in it that looks like a tag or a template token
 * (`<plan>`, `</tool_response>`, `<|im_end|>`) is shown with `&lt;` in place of `<`. {@link unescapeTags} undoes it exactly.
 */
export function escapeTags(text: string): string {
  return text.replace(/&(?=(?:amp;)*lt;)/g, "&amp;").replace(/<(?=[/|｜a-z])/gi, "&lt;");
}

/** The inverse of {@link escapeTags}: `unescapeTags(escapeTags(text)) === text` for every text. */
export function unescapeTags(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&amp;(?=(?:amp;)*lt;)/g, "&");
}

/**
 * {@link escapeTags} for text that may have been escaped where it was printed: text without a tag stays as it is. So it does
 * no harm to apply it again, at every border that text crosses.
 */
export function escapeOnce(text: string): string {
  return /<[/|｜a-z]/i.test(text) ? escapeTags(text) : text;
}

/** Control characters and the line ends of Unicode: some reader takes each of them for a new line. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

/** A value from outside as one quoted line: control characters, line ends and quotes escaped as in JSON, tags escaped. */
export function quoteData(text: string): string {
  return escapeTags(JSON.stringify(text).replace(UNPRINTABLE, jsonEscape));
}

/** Text from outside within a sentence: on one line, tags escaped. Not meant to be read back. */
export function inlineData(text: string): string {
  return escapeTags(text.replace(UNPRINTABLE, " "));
}

function jsonEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Ids print bare where that is unambiguous, else quoted. */
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
