import { describe, expect, it } from "vitest";
import {
  readFinishReason,
  readSampledTokens,
} from "../../../src/trajectory/recorder/generation.js";

const withMetadata = (response_metadata: object) => ({ message: { response_metadata } });
const withRaw = (raw: object) => ({ message: { additional_kwargs: { __raw_response: raw } } });

describe("readFinishReason", () => {
  it.each([
    ["OpenAI", withMetadata({ finish_reason: "length" }), "length"],
    ["Anthropic", withMetadata({ stop_reason: "max_tokens" }), "max_tokens"],
    ["Google", withMetadata({ finishReason: "SAFETY" }), "SAFETY"],
    ["Ollama", withMetadata({ done_reason: "stop" }), "stop"],
    ["Bedrock", withMetadata({ stopReason: "end_turn" }), "end_turn"],
    ["the generation", { generationInfo: { finish_reason: "stop" } }, "stop"],
    [
      "OpenAI's responses",
      withMetadata({ incomplete_details: { reason: "max_output_tokens" }, finish_reason: "stop" }),
      "max_output_tokens",
    ],
    ["nobody", withMetadata({ finish_reason: "" }), null],
    ["a number", { generationInfo: { finish_reason: 7 }, message: 7 }, null],
  ])("reads that of %s", (_, generation, expected) =>
    expect(readFinishReason(generation)).toBe(expected),
  );

  it("prefers the message to the generation", () => {
    const generation = {
      ...withMetadata({ finish_reason: "length" }),
      generationInfo: { finish_reason: "stop" },
    };
    expect(readFinishReason(generation)).toBe("length");
  });
});

describe("readSampledTokens", () => {
  const logprobs = {
    content: [
      { token: "a", logprob: -0.5 },
      { token: "b", logprob: 0 },
    ],
  };

  it("reads vLLM's ids of prompt and reply from the raw response", () => {
    const raw = { prompt_token_ids: [1, 2], choices: [{ token_ids: [3], logprobs }] };
    expect(readSampledTokens(withRaw(raw))).toEqual({
      promptTokenIds: [1, 2],
      tokenIds: [3],
      logprobs: [-0.5, 0],
    });
    expect(readSampledTokens(withRaw({ choices: [{ prompt_token_ids: [1] }] }))).toEqual({
      promptTokenIds: [1],
    });
  });

  it("reads ids and log-probabilities from the metadata, else from the generation", () => {
    expect(readSampledTokens(withMetadata({ logprobs, token_ids: [3] }))).toEqual({
      tokenIds: [3],
      logprobs: [-0.5, 0],
    });
    expect(readSampledTokens({ generationInfo: { logprobs, token_ids: [3] } })).toEqual({
      tokenIds: [3],
      logprobs: [-0.5, 0],
    });
  });

  it.each([
    ["nothing", {}],
    ["texts", withMetadata({ token_ids: ["3"] })],
    ["fractions", withMetadata({ token_ids: [0.5] })],
    [
      "log-probabilities without numbers",
      withMetadata({ logprobs: { content: [{ logprob: "x" }] } }),
    ],
    ["infinite ones", withMetadata({ logprobs: { content: [{ logprob: -Infinity }] } })],
    ["no list", withMetadata({ logprobs: { content: null } })],
  ])("is undefined for %s", (_, generation) =>
    expect(readSampledTokens(generation)).toBeUndefined(),
  );
});
