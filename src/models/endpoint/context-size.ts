import type { ServerWords } from "./server-words.js";

/** Sizes in tokens, as far as the server told them. */
export interface ContextSizes {
  /** Size of the context as the model is served. */
  readonly contextTokens: number | undefined;
  readonly promptTokens: number | undefined;
  /** Requested output. */
  readonly outputTokens: number | undefined;
}

const CODES: ReadonlySet<string> = new Set([
  "context_length_exceeded",
  "exceed_context_size_error",
]);

/** Any of these makes an error one about the context. */
const ABOUT_CONTEXT = [
  /maximum context length/i,
  /exceeds? (?:the )?(?:available )?context/i,
  /context (?:size|length|window|limit)[^.]{0,40}(?:exceed|overflow|too (?:small|short))/i,
  /longer than the (?:maximum )?model/i,
  /model'?s context length/i,
  /context length of only/i,
  /maximum model length/i,
  /tokens exceed the configured limit/i,
  /prompt (?:is )?too long/i,
  /input token count \(?\d+\)? exceeds/i,
  /`inputs`[^.]{0,60}must (?:be <=|have less than)/i,
  /exceeded max context length/i,
];

const CONTEXT = [
  /maximum context length (?:is|of) (?:only )?(\d+)/i,
  /context limit: \d+ \+ \d+ > (\d+)/i,
  /with (\d+) maximum context length/i,
  /context length (?:is |of )?(?:only )?\(?(\d+)/i,
  /maximum model length of (\d+)/i,
  /context (?:size|window)\D{0,20}(\d+)/i,
  /configured limit of (\d+)/i,
  /must (?:be <=|have less than) (\d+)/i,
  /maximum number of tokens allowed \(?(\d+)/i,
  /tokens > (\d+) maximum/i,
];
const PROMPT = [
  /\(?(\d+) in the (?:messages|prompt)/i,
  /messages resulted in (\d+)/i,
  /(?:has|have|passed) (?:at least )?(\d+) input tokens/i,
  /request \((\d+) tokens/i,
  /prompt \(length (\d+)\)/i,
  /input \((\d+) tokens\)/i,
  /(\d+) tokens from the input/i,
  /given: (\d+)/i,
  /prompt is too long: (\d+)/i,
  /prompt contains (\d+) tokens/i,
  /context limit: (\d+) \+/i,
  /input token count \(?(\d+)/i,
  /keep the first (\d+) tokens/i,
];
const OUTPUT = [
  /(\d+) in the completion/i,
  /(\d+) tokens for the completion/i,
  /too large: (\d+)/i,
  /requested (\d+) output tokens/i,
  /and (\d+) `max_new_tokens`/i,
  /context limit: \d+ \+ (\d+)/i,
];

/** Reads the error of a request that does not fit into the context; undefined for an error about something else. */
export function readContextSizes(words: ServerWords): ContextSizes | undefined {
  const { code, type, numbers } = words;
  const text = words.text.replace(/(\d),(?=\d{3})/g, "$1");
  const isAboutContext =
    CODES.has(code) || CODES.has(type) || ABOUT_CONTEXT.some((pattern) => pattern.test(text));
  if (!isAboutContext) return undefined;
  return {
    contextTokens: numbers["n_ctx"] ?? findNumber(CONTEXT, text),
    promptTokens: numbers["n_prompt_tokens"] ?? findNumber(PROMPT, text),
    outputTokens: findNumber(OUTPUT, text),
  };
}

function findNumber(patterns: readonly RegExp[], text: string): number | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return Number(found);
  }
  return undefined;
}
