import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { collect } from "../../graphs/support.js";
import { counted, NAME, openApp, PacedModel, part, readMetric, start, until } from "./support.js";

const PATH = "/v1/chat/completions";
const asked = { model: NAME, messages: [{ role: "user" as const, content: "Hello?" }] };
const question = { userId: "u1", candidates: ["d", "e"] };
const body = JSON.stringify(asked);
const headers = { "Content-Type": "application/json" };

describe("the timeout", () => {
  it.each([
    { path: PATH, request: asked },
    { path: PATH, request: { ...asked, stream: true } },
    { path: "/recommend", request: question },
  ])("ends slow work at $path and stops the model", async ({ path, request }) => {
    const slow = new PacedModel("hang");
    const { ask } = await openApp({ model: slow, player: slow, timeoutMs: 30 });
    const { status, json } = await ask(path, request);
    expect([status, json.error.code, json.error.type]).toEqual([504, "timed_out", "timeout_error"]);
    expect(json.error.message).toMatch("within 0.03 seconds");
    await until(() => slow.stopped.length === 1);
  });

  it("ends a stream that has begun with an event", async () => {
    const model = new PacedModel(part("Well"), "hang");
    const { openai } = await start({ model, timeoutMs: 400 });
    const stream = await openai.chat.completions.create({ ...asked, stream: true });
    const seen: unknown[] = [];
    const reading = collect(stream, ({ choices }) => seen.push(choices[0]?.delta.content));
    await expect(reading).rejects.toMatchObject({ code: "timed_out" });
    expect(seen).toEqual(["", "Well"]);
  });

  it("answers in time also when the model does not listen, whose place stays taken", async () => {
    const model = new PacedModel("ignore the signal");
    const { ask } = await openApp({ model, timeoutMs: 30, maxRunning: 1, maxWaiting: 0 });
    expect((await ask(PATH, asked)).status).toBe(504);
    expect((await ask(PATH, asked)).status).toBe(429);
    expect((await ask("/health")).json).toMatchObject({ running: 1, waiting: 0 });
  });
});

describe("the limit of requests", () => {
  it("lets some wait, in the order in which they came, and refuses the rest", async () => {
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
    const refused = await ask("/recommend", question);
    expect([refused.status, refused.json.error.code]).toEqual([429, "too_many_requests"]);
    expect(refused.headers.get("retry-after")).toBe("1");
    for (let count = 1; count <= 3; count++) {
      await until(() => gates.length === count);
      gates[count - 1]!();
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(order).toEqual(["u1", "u2", "u3"]);
    expect((await ask("/health")).json).toMatchObject({ running: 0, waiting: 0 });
  });

  it("gives the place of a waiting client that has gone to nobody else's harm", async () => {
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
    "must let at least one in: %s",
    async (name) => {
      await expect(openApp({ [name]: 0 })).rejects.toThrow(`${name} is 0.`);
    },
  );
});

describe("closing", () => {
  it("finishes what is under way, a stream included, and takes nothing new", async () => {
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

  it("stops what is not done after the grace, and says so", async () => {
    const model = new PacedModel(part("One"), "hang");
    const { server, openai } = await start({ model, graceMs: 30 });
    const stream = await openai.chat.completions.create({ ...asked, stream: true });
    const reading = collect(stream, (chunk) => chunk);
    const once = fetch(server.url + PATH, { method: "POST", body, headers });
    await until(() => model.asked.length === 2);
    const refused = expect(reading).rejects.toMatchObject({ code: "shutting_down" });
    await server.close();
    await refused;
    const answer = await once;
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(model.stopped).toHaveLength(2);
  });

  it("refuses, and says that it is not healthy, as soon as it begins", async () => {
    const { ask, close } = await openApp({ model: fakeModel().respond(counted("Hi.")) });
    close();
    expect((await ask("/health")).status).toBe(503);
    const { status, json } = await ask(PATH, asked);
    expect([status, json.error.code]).toEqual([503, "shutting_down"]);
  });
});
