/** The names of Mistral's control tokens, which stand in square brackets: `[INST]`. Those of all other models begin with `<`. */
const BRACKET_TOKEN = String.raw`(?:/?(?:INST|AVAILABLE_TOOLS|TOOL_RESULTS|SYSTEM_PROMPT|MODEL_SETTINGS|THINK)|TOOL_CALLS|TOOL_CONTENT|ARGS|CALL_ID|IMG|IMG_BREAK|IMG_END|PREFIX|MIDDLE|SUFFIX|AUDIO|BEGIN_AUDIO|TRANSCRIBE|STREAMING_PAD|STREAMING_WORD|NEXT_AUDIO_TEXT|REPEAT_AUDIO_TEXT|control_\d+)`;

/** A tag, or a control token of Qwen, Llama, Gemma, gpt-oss, DeepSeek or Mistral. */
const MARKUP = new RegExp(String.raw`<[/|｜a-zA-Z]|\[${BRACKET_TOKEN}\]`);
const TOKEN_NAME = new RegExp(`^${BRACKET_TOKEN}$`);
const TAG_OPEN = /<(?=[/|｜a-z])/gi;
const BRACKET_OPEN = new RegExp(String.raw`\[(?=${BRACKET_TOKEN}\])`, "g");

/**
 * Writes `&lt;` for the `<` of everything that looks like a tag or a control token (`<plan>`, `</tool_response>`, `<|im_end|>`,
 * `<start_of_turn>`) and `&#91;` for the `[` of Mistral's control tokens (`[INST]`), so that text from data, tools or models
 * cannot act as markup. {@link unescapeTags} is the exact inverse.
 */
export function escapeTags(text: string): string {
  return text
    .replace(/&(?=(?:amp;)*(?:lt|#91);)/g, "&amp;")
    .replace(TAG_OPEN, "&lt;")
    .replace(BRACKET_OPEN, "&#91;");
}

/** The inverse of {@link escapeTags}: `unescapeTags(escapeTags(text)) === text` for every text. */
export function unescapeTags(text: string): string {
  return text
    .replace(/&lt;/g, "<")
    .replace(/&#91;/g, "[")
    .replace(/&amp;(?=(?:amp;)*(?:lt|#91);)/g, "&");
}

/**
 * {@link escapeTags} for text that may be escaped already: text without markup is returned unchanged. Idempotent, but unlike
 * `escapeTags` not invertible.
 */
export function escapeOnce(text: string): string {
  return MARKUP.test(text) ? escapeTags(text) : text;
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

/** An id as text: bare where that is unambiguous, also in square brackets, else quoted. */
export function printId(id: string): string {
  return /^[\w.:@-]+$/.test(id) && !TOKEN_NAME.test(id) ? id : quoteData(id);
}

/** The inverse of {@link printId}. */
export function readId(text: string): string {
  if (!text.startsWith('"')) return text;
  const id: unknown = JSON.parse(unescapeTags(text));
  return String(id);
}

/**
 * Escapes the control tokens of chat templates and the tags of turns, tool calls, tool answers and thoughts in a prompt. Other tags
 * stay, since prompts explain them and put data between them.
 */
export function escapeTemplateTokens(prompt: string): string {
  return prompt.replace(TEMPLATE_TOKEN_OPEN, "&lt;").replace(BRACKET_OPEN, "&#91;");
}

const TEMPLATE_TOKEN_OPEN =
  /<(?=[|｜]|\/?(?:tool_call|tool_response|think|s|unk|pad|bos|eos|mask|start_of_turn|end_of_turn|start_of_image|end_of_image|image_soft_token|unused\d+)>|<\/?SYS>>)/g;

/** True if a value contains text that would need escaping; such a value cannot be an argument of a tool call. */
export function holdsTags(value: unknown): boolean {
  const json = JSON.stringify(value) ?? "";
  return escapeOnce(json) !== json;
}

/** Untrusted text between `<data>` tags; tags inside it are escaped. Empty for empty text. */
export function fenceText(text: string): string {
  return text === "" ? "" : fenceData(escapeOnce(text));
}

/** Untrusted text between `<data>` tags. The caller escapes tags inside it. */
export function fenceData(text: string): string {
  return `<data>\n${text}\n</data>`;
}

/** Escapes tags and control tokens in JSON text as `\u003c` and `\u005b`, which leaves the parsed value unchanged. */
export function escapeInJson(json: string): string {
  return json.replace(TAG_OPEN, "\\u003c").replace(BRACKET_OPEN, "\\u005b");
}
