import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { OfflineModel } from "../../../src/models/offline/offline-model.js";
import { HOSTILE_TITLE } from "../../support/hostile.js";
import { callPart, counted, NAME, openApp, PacedModel, part } from "./support.js";

const PATH = "/v1/chat/completions";
const user = { role: "user", content: "Hello?" };
const call = { id: "c1", type: "function", function: { name: "look", arguments: "{}" } };
const calling = { role: "assistant", content: null, tool_calls: [call] };
const answer = { role: "tool", tool_call_id: "c1", content: "Red." };
const offered = { type: "function", function: { name: "look" } };
const chosen = (name: string) => ({ type: "function", function: { name } });

const said = () => fakeModel().respond(counted("Hi."));
const asking = (change: object = {}) => ({ model: NAME, messages: [user], ...change });

describe("POST /v1/chat/completions", () => {
  it.each([
    { change: { model: "other" }, status: 404, code: "model_not_found", param: "model" },
    { change: { messages: [] }, param: "messages" },
    { change: { messages: undefined }, param: "messages" },
    { change: { messages: [{ role: "judge", content: "x" }] }, param: "messages[0].role" },
    { change: { messages: [{ role: "user", content: null }] }, param: "messages[0].content" },
    {
      change: { messages: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }] },
      param: "messages[0].content",
    },
    { change: { messages: [user, answer] }, param: "messages[1].tool_call_id" },
    { change: { messages: [user, calling] }, param: "messages[2]" },
    { change: { messages: [user, calling, user] }, param: "messages[2]" },
    { change: { messages: [user, calling, answer, answer] }, param: "messages[3].tool_call_id" },
    { change: { temperature: 3 }, param: "temperature" },
    { change: { max_tokens: 0 }, param: "max_tokens" },
    { change: { stop: ["a", "b", "c", "d", "e"] }, param: "stop" },
    { change: { n: 2 }, param: "n" },
    { change: { logprobs: true }, param: "logprobs" },
    { change: { logit_bias: { 5: 1 } }, param: "logit_bias.5" },
    { change: { response_format: { type: "json_object" } }, param: "response_format.type" },
    { change: { top_k: 4 }, param: "top_k" },
    { change: { functions: [offered.function] }, param: "functions" },
    { change: { function_call: { name: "look" } }, param: "function_call" },
    { change: { top_logprobs: 2 }, param: "top_logprobs" },
    { change: { audio: { voice: "ash", format: "mp3" } }, param: "audio" },
    { change: { modalities: ["text", "audio"] }, param: "modalities" },
    { change: { prediction: { type: "content", content: "x" } }, param: "prediction" },
    { change: { moderation: { model: "x" } }, param: "moderation" },
    { change: { web_search_options: {} }, param: "web_search_options" },
    { change: { stop: [""] }, param: "stop[0]" },
    { change: { tools: [{ type: "custom", custom: { name: "x" } }] }, param: "tools[0].type" },
    {
      change: { messages: [user, { role: "assistant", function_call: { name: "look" } }] },
      param: "messages[1].function_call",
    },
    {
      change: { messages: [user, { role: "assistant", audio: { id: "a" } }] },
      param: "messages[1].audio",
    },
    { change: { model: null }, param: "model" },
    { change: { messages: null }, param: "messages" },
    {
      change: { tools: [{ type: "function", function: { name: "a b" } }] },
      param: "tools[0].function.name",
    },
    { change: { tool_choice: "required" }, param: "tool_choice" },
    { change: { tools: [offered], tool_choice: chosen("look") }, param: "tool_choice" },
  ])(
    "rejects $change at $param",
    async ({ change, status = 400, code = "request_invalid", param }) => {
      const model = said();
      const { ask } = await openApp({ model });
      const response = await ask(PATH, asking(change));
      expect(response.status).toBe(status);
      expect(response.json.error).toEqual({
        message: expect.stringMatching(/\.$/),
        type: "invalid_request_error",
        param,
        code,
        remedy: expect.any(String),
      });
      expect(model.callCount).toBe(0);
    },
  );

  it.each([
    { body: '{"model": "tiny-student", "messages": [', status: 400, code: "body_not_json" },
    { body: "\u0000", status: 400, code: "body_not_json" },
    { body: `"${"x".repeat(2000)}"`, status: 413, code: "body_too_large" },
    { body: "[".repeat(900), status: 400, code: "body_not_json" },
    { body: `${"[".repeat(900)}${"]".repeat(900)}`, status: 400, code: "request_invalid" },
    { body: '{"__proto__": {"model": "x"}}', status: 400, code: "request_invalid" },
  ])("rejects the body with $code in OpenAI's format", async ({ body, status, code }) => {
    const { ask } = await openApp({ maxBodyBytes: 2000 });
    const response = await ask(PATH, undefined, { method: "POST", body });
    expect([response.status, response.json.error.code]).toEqual([status, code]);
  });

  it("accepts nulls, neutral values and text parts", async () => {
    const model = said();
    const { ask } = await openApp({ model });
    const parts = [
      { type: "text", text: "Hel" },
      { type: "text", text: "lo?" },
    ];
    const messages = [
      { role: "developer", content: "Be kind." },
      { ...user, content: parts },
    ];
    const neutral = { n: 1, logprobs: false, response_format: { type: "text" }, temperature: null };
    const untouched = { tools: [offered], tool_choice: "none", stream: false, stop: null };
    const { status, headers } = await ask(PATH, asking({ messages, ...neutral, ...untouched }));
    expect([status, headers.get("x-star-ignored")]).toEqual([200, null]);
    expect(model.calls[0]!.messages.map((one) => [one.type, one.text])).toEqual([
      ["system", "Be kind."],
      ["human", "Hello?"],
    ]);
    expect(model.calls[0]!.options.tools).toBeUndefined();
  });

  it("lists settings without effect", async () => {
    const { ask } = await openApp({ model: said() });
    const settings = { temperature: 0.5, seed: 7, max_completion_tokens: 9, stop: "x", user: "me" };
    const { status, headers } = await ask(PATH, asking(settings));
    expect(status).toBe(200);
    expect(headers.get("x-star-ignored")).toBe(Object.keys(settings).join(", "));
  });

  it("applies the settings that the model supports", async () => {
    const model = new PacedModel(part("Hi."));
    const adjusted: unknown[] = [];
    const adjustable = {
      honors: ["temperature", "seed", "max_tokens", "stop", "tool_choice"] as const,
      adjust: (sampling: object) => (adjusted.push(sampling), model),
    };
    const { ask } = await openApp({ adjustable, model: said() });
    expect((await ask(PATH, asking())).json.choices[0].message.content).toBe("Hi.");
    const choice = { tools: [offered], tool_choice: chosen("look") };
    const settings = { temperature: 0, seed: 7, max_tokens: 9, top_p: 0.5, stop: "x" };
    const { headers } = await ask(PATH, asking({ ...settings, ...choice }));
    expect(headers.get("x-star-ignored")).toBe("top_p");
    expect(adjusted).toEqual([{ temperature: 0, seed: 7, maxTokens: 9 }]);
    expect(model.asked[0]?.options).toMatchObject({ stop: ["x"], ...choice });
    const strange = await ask(PATH, asking({ ...choice, tool_choice: chosen("other") }));
    expect(strange.json.error.message).toMatch("is not among the tools");
    const models = await ask("/v1/models");
    expect(models.json.data[0].supported_parameters).toEqual(adjustable.honors);
  });

  it("passes hostile text through unchanged", async () => {
    const model = fakeModel().respond(new AIMessage(HOSTILE_TITLE));
    const { ask } = await openApp({ model });
    const { json } = await ask(PATH, asking({ messages: [{ ...user, content: HOSTILE_TITLE }] }));
    expect(model.calls[0]!.messages[0]!.text).toBe(HOSTILE_TITLE);
    expect(json.choices[0].message.content).toBe(HOSTILE_TITLE);
  });

  it("does not let text end a stream event", async () => {
    const text = `a\n\ndata: [DONE]\n\n${HOSTILE_TITLE}`;
    const { ask } = await openApp({ model: new PacedModel(part(text)) });
    const stream = await ask(PATH, asking({ stream: true }));
    const events = stream.text.split("\n\n").filter(Boolean);
    expect(events).toHaveLength(4); // the role, the text, the end, [DONE]
    expect(JSON.parse(events[1]!.slice("data: ".length)).choices[0].delta.content).toBe(text);
    expect(events.at(-1)).toBe("data: [DONE]");
  });

  it("returns calls with invalid JSON arguments, and accepts them in the next request", async () => {
    const broken = { id: "c1", name: "look", args: '{"id": ', error: "" };
    const model = fakeModel()
      .respond(new AIMessage({ content: "", invalid_tool_calls: [broken] }))
      .respond(new AIMessage("Sorry."));
    const { ask } = await openApp({ model });
    const { message } = (await ask(PATH, asking())).json.choices[0];
    expect(message.tool_calls[0].function).toEqual({ name: "look", arguments: '{"id": ' });
    await ask(PATH, asking({ messages: [user, message, answer] }));
    expect(model.calls[1]!.messages[1]).toMatchObject({
      tool_calls: [],
      invalid_tool_calls: [{ id: "c1", name: "look", args: '{"id": ' }],
    });
  });

  it("adds ids to calls without one", async () => {
    const model = new PacedModel(callPart({ name: "look", args: "{" }), callPart({ args: "}" }));
    const { ask } = await openApp({ model });
    const once = await ask(PATH, asking());
    expect(once.json.choices[0].message.tool_calls[0].id).toMatch(/^call_/);
    const { text } = await ask(PATH, asking({ stream: true }));
    expect(text.match(/"id":"call_/g)).toHaveLength(1);
    expect(text.match(/"index":0,"id"|"index":0,"function"/g)).toHaveLength(2);
  });

  it("reports that an answer was cut off", async () => {
    const cut = part("Hi", { response_metadata: { finish_reason: "length" } });
    const { ask } = await openApp({ model: new PacedModel(cut) });
    expect((await ask(PATH, asking())).json.choices[0].finish_reason).toBe("length");
    expect((await ask(PATH, asking({ stream: true }))).text).toMatch('"finish_reason":"length"');
  });

  it("serves the offline model", async () => {
    const { ask } = await openApp({ model: new OfflineModel() });
    const { json } = await ask(PATH, asking());
    expect(json.usage.total_tokens).toBeGreaterThan(0);
  });
});
