import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { collect } from "../../graphs/support.js";
import { counted, NAME, openApp, PacedModel, part, readMetric, start, until } from "./support.js";

const PATH = "/v1/chat/completions";
const asked = { model: NAME, messages: [{ role: "user" as const, content: "Hello?" }] };
const question = { userId: "u1", candidates: ["d", "e"] };
const body = JSON.stringify(asked);
const headers = { "Content-Type": "application/json" };

describe("timeoutMs", () => {
  it.each([
    { path: PATH, request: asked },
    { path: PATH, request: { ...asked, stream: true } },
    { path: "/recommend", request: question },
  ])("aborts slow work at $path, and the model", async ({ path, request }) => {
    const slow = new PacedModel("hang");
    const { ask } = await openApp({ model: slow, player: slow, timeoutMs: 30 });
    const { status, json } = await ask(path, request);
    expect([status, json.error.code, json.error.type]).toEqual([504, "timed_out", "timeout_error"]);
    expect(json.error.message).toMatch("within 0.03 seconds");
    await until(() => slow.abortReasons.length === 1);
  });

  it("ends a started stream with an error event", async () => {
    const model = new PacedModel(part("Well"), "hang");
    const { openai } = await start({ model, timeoutMs: 400 });
    const stream = await openai.chat.completions.create({ ...asked, stream: true });
    const seen: unknown[] = [];
    const reading = collect(stream, ({ choices }) => seen.push(choices[0]?.delta.content));
    await expect(reading).rejects.toMatchObject({ code: "timed_out" });
    expect(seen).toEqual(["", "Well"]);
  });

  it("answers in time if the model ignores its signal, and keeps its slot occupied", async () => {
    const model = new PacedModel("ignore the signal");
    const { ask } = await openApp({ model, timeoutMs: 30, maxRunning: 1, maxWaiting: 0 });
    expect((await ask(PATH, asked)).status).toBe(504);
    expect((await ask(PATH, asked)).status).toBe(429);
    expect((await ask("/health")).json).toMatchObject({ running: 1, waiting: 0 });
  });
});

describe("maxRunning and maxWaiting", () => {
  it("queues requests in order of arrival and rejects the rest", async () => {
    const gates: (() => void)[] = [];
    const order: string[] = [];
    const graph = {
      async invoke({ userId }: { readonly userId: string }) {
        order.push(userId);
        await new Promise<void>((resolve) => gates.push(resolve));
        return { messages: [], ranking: [] };
      },
    };
    const { ask } = await openApp({ graph, maxRunning: 1, maxWaiting: 2 });
    const answers = ["u1", "u2", "u3"].map((userId) => ask("/recommend", { ...question, userId }));
    await until(async () => (await ask("/health")).json.waiting === 2);
    const rejected = await ask("/recommend", question);
    expect([rejected.status, rejected.json.error.code]).toEqual([429, "too_many_requests"]);
    expect(rejected.headers.get("retry-after")).toBe("1");
    for (let count = 1; count <= 3; count++) {
      await until(() => gates.length === count);
      gates[count - 1]!();
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(order).toEqual(["u1", "u2", "u3"]);
    expect((await ask("/health")).json).toMatchObject({ running: 0, waiting: 0 });
  });

  it("removes a waiting client that disconnects from the queue", async () => {
    const model = new PacedModel("hang");
    const { server } = await start({ model, maxRunning: 1, maxWaiting: 1 });
    const ask = (signal: AbortSignal) =>
      fetch(server.url + PATH, { method: "POST", body, headers, signal });
    const [first, second] = [new AbortController(), new AbortController()];
    const running = ask(first.signal);
    await until(() => model.asked.length === 1);
    const waiting = ask(second.signal);
    await until(async () => (await readMetric(server.url, "star_requests_waiting")) === 1);
    second.abort();
    await expect(waiting).rejects.toThrow("abort");
    await until(async () => (await readMetric(server.url, "star_requests_waiting")) === 0);
    expect(await readMetric(server.url, "star_requests_running")).toBe(1);
    first.abort();
    await expect(running).rejects.toThrow("abort");
    await until(async () => (await readMetric(server.url, "star_requests_running")) === 0);
    expect(model.asked).toHaveLength(1);
  });

  it.each(["maxRunning", "maxBodyBytes", "timeoutMs", "maxCandidates"])(
    "rejects 0 for %s",
    async (name) => {
      await expect(openApp({ [name]: 0 })).rejects.toThrow(`${name} is 0.`);
    },
  );
});

describe("close", () => {
  it("finishes running requests including streams and rejects new ones", async () => {
    let go = () => {};
    const model = new PacedModel(
      part("One"),
      new Promise<void>((resolve) => (go = resolve)),
      part("two"),
    );
    const { server, openai } = await start({ model, graceMs: 5000 });
    const stream = await openai.chat.completions.create({ ...asked, stream: true });
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    const closed = server.close();
    await expect(fetch(`${server.url}/health`)).rejects.toThrow("fetch failed");
    go();
    const rest = await collect({ [Symbol.asyncIterator]: () => iterator }, (chunk) => chunk);
    expect(rest.map(({ choices }) => choices[0]?.delta.content)).toEqual(["One", "two", undefined]);
    await closed;
    await server.close();
  });

  it("aborts requests after the grace period with an error", async () => {
    const model = new PacedModel(part("One"), "hang");
    const { server, openai } = await start({ model, graceMs: 30 });
    const stream = await openai.chat.completions.create({ ...asked, stream: true });
    const reading = collect(stream, (chunk) => chunk);
    const once = fetch(server.url + PATH, { method: "POST", body, headers });
    await until(() => model.asked.length === 2);
    const rejected = expect(reading).rejects.toMatchObject({ code: "shutting_down" });
    await server.close();
    await rejected;
    const answer = await once;
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(model.abortReasons).toHaveLength(2);
  });

  it("rejects requests and reports 503 at /health from its start", async () => {
    const { ask, close } = await openApp({ model: fakeModel().respond(counted("Hi.")) });
    close();
    expect((await ask("/health")).status).toBe(503);
    const { status, json } = await ask(PATH, asked);
    expect([status, json.error.code]).toEqual([503, "shutting_down"]);
  });
});
