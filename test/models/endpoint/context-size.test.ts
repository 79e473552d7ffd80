import { describe, expect, it } from "vitest";
import { readContextSizes } from "../../../src/models/endpoint/context-size.js";
import { readServerWords } from "../../../src/models/endpoint/server-words.js";

const sizes = (error: object | string) =>
  readContextSizes(
    readServerWords(
      JSON.stringify(typeof error === "string" ? { error: { message: error } } : { error }),
    ),
  );

describe("readContextSizes", () => {
  it.each([
    {
      server: "OpenAI",
      error: {
        message:
          "This model's maximum context length is 8192 tokens. However, your messages resulted in 9214 tokens. Please reduce the length of the messages.",
        code: "context_length_exceeded",
      },
      expected: [8192, 9214, undefined],
    },
    {
      server: "OpenAI, a limit of the account",
      error:
        "Input tokens exceed the configured limit of 272,000 tokens. Your messages resulted in 300,001 tokens.",
      expected: [272_000, 300_001, undefined],
    },
    {
      server: "vLLM",
      error:
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion). Please reduce the length of the messages or completion.",
      expected: [4096, 4000, 1000],
    },
    {
      server: "vLLM, max_tokens",
      error:
        "'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 4096 tokens and your request has 1290 input tokens (4096 > 4096 - 1290). None",
      expected: [4096, 1290, 4096],
    },
    {
      server: "vLLM, prompt",
      error:
        "The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller than the number of text tokens.",
      expected: [4096, 5000, undefined],
    },
    {
      server: "vLLM, new",
      error:
        "You passed 5001 input tokens and requested 16 output tokens. However, the model's context length is only 4096 tokens.",
      expected: [4096, 5001, 16],
    },
    {
      server: "llama.cpp",
      error: {
        code: 400,
        message: "the request exceeds the available context size, try increasing it",
        type: "exceed_context_size_error",
        n_prompt_tokens: 9214,
        n_ctx: 8192,
      },
      expected: [8192, 9214, undefined],
    },
    {
      server: "llama.cpp, new",
      error:
        "request (9214 tokens) exceeds the available context size (8192 tokens), try increasing it",
      expected: [8192, 9214, undefined],
    },
    {
      server: "Ollama",
      error: "prompt too long; exceeded max context length by 412 tokens",
      expected: [undefined, undefined, undefined],
    },
    {
      server: "SGLang",
      error: "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
      expected: [4096, 5000, undefined],
    },
    {
      server: "TGI",
      error:
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 100 `max_new_tokens`",
      expected: [4096, 5000, 100],
    },
    {
      server: "Mistral",
      error:
        "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
      expected: [32_768, 40_000, undefined],
    },
    {
      server: "Anthropic",
      error: "prompt is too long: 210000 tokens > 200000 maximum",
      expected: [200_000, 210_000, undefined],
    },
    {
      server: "Gemini",
      error:
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
      expected: [1_048_576, 1_200_000, undefined],
    },
  ])("reads the sizes of $server", ({ error, expected }) => {
    const read = sizes(error);
    expect([read?.contextTokens, read?.promptTokens, read?.outputTokens]).toEqual(expected);
  });

  it.each([
    "The prompt was filtered.",
    "max_tokens is too large: 32768. This model supports at most 16384 completion tokens.",
    "Rate limit reached: 6000 tokens per minute.",
    "Missing 'context' in the request.",
  ])("is undefined for: %s", (error) => {
    expect(sizes(error)).toBeUndefined();
  });
});
