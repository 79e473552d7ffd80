import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { startCollector } from "./collector.js";

const runSchema = z.object({
  id: z.string(),
  name: z.string().optional(),
  run_type: z.string().optional(),
  parent_run_id: z.string().nullish(),
  end_time: z.unknown(),
});
const batchSchema = z.object({
  post: z.array(runSchema).default([]),
  patch: z.array(runSchema).default([]),
});

/** What the script of a run printed, and the runs that LangSmith's client sent to the collector meanwhile. */
async function runBesideLangSmith() {
  const info = { batch_ingest_config: { use_multipart_endpoint: false } };
  const { url, received } = await startCollector((path) => (path === "/info" ? info : {}));
  const env = {
    ...process.env,
    LANGSMITH_TRACING: "true",
    LANGSMITH_ENDPOINT: url,
    LANGSMITH_API_KEY: "key-of-the-test",
    LANGSMITH_PROJECT: "star",
  };
  const flags = ["--conditions=star-source", "--import", "tsx"];
  const script = "test/trajectory/viewers/agent.ts";
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script], { env });
  const batches = received
    .filter(({ path }) => path === "/runs/batch")
    .map(({ body }) => batchSchema.parse(JSON.parse(body.toString())));
  const keys = received.map(({ headers }) => headers["x-api-key"]);
  const recorded = JSON.parse(stdout) as { status: string; modelCalls: number; tools: string[] };
  return { recorded, keys, started: batches.flatMap(({ post }) => post), batches };
}

describe("the recorder beside LangSmith's environment variables", () => {
  it("gets the same model and tool runs as LangSmith", { timeout: 180_000 }, async () => {
    const { recorded, keys, started, batches } = await runBesideLangSmith();
    const named = (type: string) => started.filter(({ run_type }) => run_type === type);
    expect(recorded.status).toBe("completed");
    expect(recorded.modelCalls).toBeGreaterThan(4);
    expect(named("llm")).toHaveLength(recorded.modelCalls);
    expect(named("tool").map(({ name }) => name)).toEqual(expect.arrayContaining(recorded.tools));
    expect(named("tool")).toHaveLength(recorded.tools.length);
    const roots = started.filter(({ parent_run_id }) => parent_run_id == null);
    expect(roots.map(({ name }) => name)).toEqual(["star-teacher"]);
    const ended = batches.flatMap(({ post, patch }) => [...post, ...patch]);
    const open = new Set(started.map(({ id }) => id));
    for (const { id, end_time } of ended) if (end_time != null) open.delete(id);
    expect([...open]).toEqual([]);
    expect(new Set(keys.filter((key) => key !== undefined))).toEqual(new Set(["key-of-the-test"]));
  });
});
