import { describe, expect, it } from "vitest";
import { NAME, PacedModel, part, readMetric, start, until } from "./support.js";

const CHAT = "/v1/chat/completions";
const asked = { model: NAME, messages: [{ role: "user", content: "Hello?" }] };
const question = { userId: "u1", candidates: ["d", "e"] };
const counter = (path: string, status: number) =>
  `star_requests_total{path="${path}",method="POST",status="${status}"}`;

describe("a client that leaves before the end of its answer", () => {
  it.each([
    { phase: "an answer", path: CHAT, body: asked, status: 499 },
    { phase: "a recommendation", path: "/recommend", body: question, status: 499 },
    {
      phase: "a stream before its first event",
      path: CHAT,
      body: { ...asked, stream: true },
      status: 499,
    },
    {
      phase: "a started stream",
      path: CHAT,
      body: { ...asked, stream: true },
      parts: ["One"],
      status: 200,
    },
  ])("is no failure of the server: $phase", async ({ path, body, parts = [], status }) => {
    const errors: unknown[] = [];
    const model = new PacedModel(...parts.map((text) => part(text)), "hang");
    const { server } = await start({
      model,
      player: model,
      onError: (error) => errors.push(error),
    });
    const client = new AbortController();
    const answer = fetch(server.url + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: client.signal,
    });
    if (parts.length > 0) await (await answer).body?.getReader().read();
    await until(() => model.asked.length === 1);
    client.abort();
    await answer.catch(() => {});
    await until(async () => (await readMetric(server.url, counter(path, status))) === 1);
    await until(() => model.abortReasons.length === 1);
    expect(await readMetric(server.url, "star_model_errors_total")).toBe(0);
    expect(errors).toEqual([]);
  });
});
