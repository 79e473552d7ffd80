import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { counted, NAME, openApp, PacedModel, part, USAGE } from "./support.js";

const asked = { model: NAME, messages: [{ role: "user", content: "Hello?" }] };
const question = { userId: "u1", candidates: ["d", "e"] };

async function metricsOf(ask: Awaited<ReturnType<typeof openApp>>["ask"]) {
  const { text, headers } = await ask("/metrics");
  expect(headers.get("content-type")).toMatch("text/plain; version=0.0.4");
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const space = line.lastIndexOf(" ");
        return [line.slice(0, space), Number(line.slice(space))] as const;
      }),
  );
}

const answers = (path: string, method: string, status: number) =>
  `star_requests_total{path="${path}",method="${method}",status="${status}"}`;

describe("GET /metrics", () => {
  it("counts responses by route and status, tokens and durations", async () => {
    const model = fakeModel().respond(counted("Hi."));
    const { ask } = await openApp({ model });
    await ask("/v1/chat/completions", asked);
    await ask("/v1/chat/completions", { ...asked, model: "other" });
    await ask("/recommend", question);
    await ask("/v1/models/some-name");
    await ask("/v1/models/other-name");
    await ask("/nowhere/123");
    await ask("/metrics", {});
    const metrics = await metricsOf(ask);
    expect(metrics.get(answers("/v1/chat/completions", "POST", 200))).toBe(1);
    expect(metrics.get(answers("/v1/chat/completions", "POST", 404))).toBe(1);
    expect(metrics.get(answers("/recommend", "POST", 200))).toBe(1);
    expect(metrics.get(answers("/v1/models/:model", "GET", 404))).toBe(2);
    expect(metrics.get(answers("other", "GET", 404))).toBe(1);
    expect(metrics.get(answers("/metrics", "POST", 405))).toBe(1);
    expect(metrics.get('star_tokens_total{direction="input"}')).toBe(7);
    expect(metrics.get('star_tokens_total{direction="output"}')).toBe(5);
    expect(metrics.get('star_request_seconds_count{path="/v1/chat/completions"}')).toBe(1);
    expect(metrics.get('star_request_seconds_count{path="/recommend"}')).toBe(1);
    expect(metrics.get('star_request_seconds_bucket{le="+Inf",path="/recommend"}')).toBe(1);
    expect(metrics.get("star_requests_running")).toBe(0);
    expect(metrics.get("star_model_errors_total")).toBe(0);
  });

  it("counts the tokens of streams, and failures", async () => {
    const counting = part("", { usage_metadata: USAGE });
    const { ask } = await openApp({
      model: new PacedModel(part("Hi."), counting),
      player: new PacedModel(new Error("no")),
      onError: () => {},
    });
    await ask("/v1/chat/completions", { ...asked, stream: true });
    await ask("/recommend", question);
    const metrics = await metricsOf(ask);
    expect(metrics.get('star_tokens_total{direction="output"}')).toBe(5);
    expect(metrics.get("star_model_errors_total")).toBe(1);
    expect(metrics.get(answers("/recommend", "POST", 500))).toBe(1);
  });

  it("keeps the counts of two servers separate", async () => {
    const [one, other] = [await openApp(), await openApp()];
    await one.ask("/health");
    expect((await metricsOf(other.ask)).get(answers("/health", "GET", 200))).toBeUndefined();
  });
});
