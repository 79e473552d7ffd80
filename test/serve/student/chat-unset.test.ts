import { fakeModel } from "@langchain/core/testing";
import type { ChatCompletionCreateParamsBase } from "openai/resources/chat/completions";
import { describe, expect, it } from "vitest";
import { counted, NAME, openApp, PacedModel, part } from "./support.js";

const PATH = "/v1/chat/completions";
const user = { role: "user", content: "Hello?" };
const call = { id: "c1", type: "function", function: { name: "look", arguments: "{}" } };
const calling = { role: "assistant", content: null, tool_calls: [call] };
const answer = { role: "tool", tool_call_id: "c1", content: "Red." };
const offered = { type: "function", function: { name: "look" } };

/** All optional parameters of OpenAI's API: the compiler reports one that is missing here. */
const OPTIONAL = Object.keys({
  audio: true,
  frequency_penalty: true,
  function_call: true,
  functions: true,
  logit_bias: true,
  logprobs: true,
  max_completion_tokens: true,
  max_tokens: true,
  metadata: true,
  modalities: true,
  moderation: true,
  n: true,
  parallel_tool_calls: true,
  prediction: true,
  presence_penalty: true,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  reasoning_effort: true,
  response_format: true,
  safety_identifier: true,
  seed: true,
  service_tier: true,
  stop: true,
  store: true,
  stream: true,
  stream_options: true,
  temperature: true,
  tool_choice: true,
  tools: true,
  top_logprobs: true,
  top_p: true,
  user: true,
  verbosity: true,
  web_search_options: true,
} satisfies Record<Exclude<keyof ChatCompletionCreateParamsBase, "model" | "messages">, true>);

const said = () => fakeModel().respond(counted("Hi."));
const asking = (change: object = {}) => ({ model: NAME, messages: [user], ...change });

describe("parameters that are not set in POST /v1/chat/completions", () => {
  it.each([null, [], ""])("treats optional parameters that are %j as absent", async (unset) => {
    for (const name of [...OPTIONAL, "top_k", "enable_thinking"]) {
      const { ask } = await openApp({ model: said() });
      const { status, headers } = await ask(PATH, asking({ [name]: unset }));
      expect([name, status, headers.get("x-star-ignored")]).toEqual([name, 200, null]);
    }
    const { ask } = await openApp({ model: said() });
    const all = Object.fromEntries(OPTIONAL.map((name) => [name, unset]));
    expect((await ask(PATH, asking(all))).status).toBe(200);
  });

  it("accepts neutral values", async () => {
    const { ask } = await openApp({ model: said() });
    const neutral = {
      top_logprobs: 0,
      function_call: "none",
      logit_bias: {},
      modalities: ["text"],
    };
    expect(
      (
        await ask(
          PATH,
          asking({ ...neutral, response_format: { type: "text", json_schema: null } }),
        )
      ).status,
    ).toBe(200);
  });

  it("accepts unset members of messages and tools", async () => {
    const model = new PacedModel(part("Hi."));
    const unset = { name: null, refusal: null, audio: null, function_call: null };
    const messages = [
      { ...user, name: null },
      { ...calling, ...unset, content: [] },
      { ...answer, name: null },
      { role: "assistant", content: "Red.", tool_calls: null, ...unset },
      { role: "assistant", content: "It is red.", tool_calls: [] },
    ];
    const look = { name: "look", description: null, parameters: null, strict: null };
    const tools = [{ type: "function", function: look }];
    const { ask } = await openApp({ model });
    expect((await ask(PATH, asking({ messages, tools }))).status).toBe(200);
    expect(model.asked[0]?.messages.map(({ text }) => text)).toEqual([
      "Hello?",
      "",
      "Red.",
      "Red.",
      "It is red.",
    ]);
    expect(JSON.stringify(model.asked[0]?.options.tools)).toBe(JSON.stringify([offered]));
  });
});
