import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import OpenAI, { APIUserAbortError } from "openai";
import { describe, expect, it } from "vitest";
import { collect } from "../../graphs/support.js";
import {
  callPart,
  counted,
  NAME,
  PacedModel,
  part,
  readMetric,
  start,
  until,
  USAGE,
} from "./support.js";

const messages = [{ role: "user" as const, content: "Hello?" }];
const ask = { model: NAME, messages };
const TOOL = {
  type: "function" as const,
  function: {
    name: "look",
    parameters: { type: "object", properties: { id: { type: "string" } } },
  },
};

describe("the openai client", () => {
  it("returns an answer with its usage", async () => {
    const { openai } = await start({ model: fakeModel().respond(counted("Hi.")) });
    const completion = await openai.chat.completions.create(ask);
    expect(completion).toMatchObject({
      object: "chat.completion",
      model: NAME,
      choices: [{ message: { role: "assistant", content: "Hi." }, finish_reason: "stop" }],
      usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
    });
    expect(completion.id).toMatch(/^chatcmpl-/);
  });

  it("lists the model and gets it by name", async () => {
    const { openai } = await start();
    const [model] = (await openai.models.list()).data;
    expect(model).toMatchObject({ id: NAME, object: "model", supported_parameters: [] });
    expect(await openai.models.retrieve(NAME)).toEqual(model);
    await expect(openai.models.retrieve("gpt-5")).rejects.toMatchObject({
      status: 404,
      code: "model_not_found",
      param: "model",
    });
  });

  it("executes a call and sends its result", async () => {
    const call = { id: "c1", name: "look", args: { id: "<plan>" } };
    const model = fakeModel()
      .respond(new AIMessage({ content: "", tool_calls: [call] }))
      .respond(counted("Done."));
    const { openai } = await start({ model });
    const { choices } = await openai.chat.completions.create({ ...ask, tools: [TOOL] });
    const [{ message, finish_reason }] = choices as [(typeof choices)[0]];
    expect([message.content, finish_reason]).toEqual([null, "tool_calls"]);
    expect(message.tool_calls).toEqual([
      { id: "c1", type: "function", function: { name: "look", arguments: '{"id":"<plan>"}' } },
    ]);
    const answer = { role: "tool" as const, tool_call_id: "c1", content: "A <tool_call>." };
    const next = await openai.chat.completions.create({
      ...ask,
      messages: [...messages, message, answer],
      tools: [TOOL],
    });
    expect(next.choices[0]?.message.content).toBe("Done.");
    const [, assistant, toolMessage] = model.calls[1]!.messages;
    expect(assistant).toMatchObject({ tool_calls: [call] });
    expect(toolMessage).toMatchObject({
      name: "look",
      tool_call_id: "c1",
      content: "A <tool_call>.",
    });
  });

  it("streams text, calls and usage", async () => {
    const model = new PacedModel(
      part("Let "),
      part("me."),
      callPart({ index: 0, id: "c1", name: "look", args: '{"id"' }),
      callPart({ index: 0, args: ':"i1"}' }),
      callPart({ index: 1, id: "c2", name: "look", args: "{}" }),
      part("", { usage_metadata: USAGE }),
    );
    const { openai } = await start({ model });
    const options = { stream: true as const, stream_options: { include_usage: true } };
    const stream = openai.chat.completions.stream({ ...ask, tools: [TOOL], ...options });
    const deltas: unknown[] = [];
    stream.on("content", (delta) => deltas.push(delta));
    const { choices, usage } = await stream.finalChatCompletion();
    expect(deltas).toEqual(["Let ", "me."]);
    expect(choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { content: "Let me." },
    });
    expect(choices[0]?.message.tool_calls?.map((call) => [call.id, call.function])).toMatchObject([
      ["c1", { name: "look", arguments: '{"id":"i1"}' }],
      ["c2", { name: "look", arguments: "{}" }],
    ]);
    expect(usage).toEqual({ prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 });
  });

  it("streams the whole answer of a model that cannot stream, and its usage only on demand", async () => {
    const { openai } = await start({ model: fakeModel().respond(counted("All at once.")) });
    const stream = await openai.chat.completions.create({ ...ask, stream: true });
    const chunks = await collect(stream, (chunk) => chunk);
    expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: "assistant", content: "" },
      { content: "All at once." },
      {},
    ]);
    expect(chunks.some((chunk) => "usage" in chunk)).toBe(false);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it("receives a part before the next one exists", async () => {
    const model = new PacedModel(part("First."), "hang");
    const { openai } = await start({ model });
    const stream = await openai.chat.completions.create({ ...ask, stream: true });
    for await (const { choices } of stream) if (choices[0]?.delta.content === "First.") break;
    await until(() => model.abortReasons.length === 1);
    expect(model.abortReasons[0]).toMatchObject({ error: { errorCode: "CLIENT_GONE" } });
  });

  it("aborts the model when the client aborts", async () => {
    const model = new PacedModel("hang");
    const { openai, server } = await start({ model });
    const stop = new AbortController();
    const answer = openai.chat.completions.create(ask, { signal: stop.signal });
    await until(() => model.asked.length === 1);
    stop.abort();
    await expect(answer).rejects.toThrow(APIUserAbortError);
    await until(() => model.abortReasons.length === 1);
    await until(async () => (await readMetric(server.url, "star_requests_running")) === 0);
    expect(await readMetric(server.url, "star_model_errors_total")).toBe(0);
  });

  it("reports a failure as a status, or as an event in a started stream", async () => {
    const failing = new Error("My key is sk-123.");
    const { openai } = await start({ model: new PacedModel(failing), onError: () => {} });
    const failure = {
      status: 500,
      type: "server_error",
      code: "model_failed",
      message: expect.not.stringContaining("sk-123"),
    };
    await expect(openai.chat.completions.create(ask)).rejects.toMatchObject(failure);
    await expect(openai.chat.completions.create({ ...ask, stream: true })).rejects.toMatchObject(
      failure,
    );

    const late = await start({ model: new PacedModel(part("Well"), failing), onError: () => {} });
    const stream = await late.openai.chat.completions.create({ ...ask, stream: true });
    await expect(collect(stream, (chunk) => chunk)).rejects.toMatchObject({
      code: "model_failed",
      message: expect.not.stringContaining("sk-123"),
    });
  });

  it("is rejected without the token", async () => {
    const { openai, server } = await start({ token: "right-1" });
    expect((await openai.models.list()).data).toHaveLength(1);
    const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "wrong-1", maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({
      status: 401,
      code: "unauthorized",
      type: "authentication_error",
    });
  });
});
