import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { readTrajectories } from "../../src/trajectory/trajectory-file.js";
import { completion, refuse, reply, startServer } from "../models/endpoint/server.js";
import { offlineCompletion } from "../support/offline-server.js";
import { createFolder, SMALL, starWith } from "./support.js";

const KEY = "sk-very-secret";
let out: string;
beforeEach(async () => {
  out = join(await createFolder(), "remote.jsonl");
});

const teach = (url: string, more = "--tasks 3") =>
  starWith(
    { OPENAI_API_KEY: KEY },
    `teach --model openai:any --concurrency 1 --max-reflections 0 --base-url ${url} ${more}`,
    SMALL,
    ["--out", out],
  );

describe("star teach with a remote model", () => {
  it("fails when every task fails, with the distinct reasons and their number", async () => {
    const { baseUrl } = await startServer((response) => reply(response, completion("garbage")));
    const result = await teach(baseUrl);
    expect(result.code).toBe(1);
    expect(result.out).toContain("New: 0 completed, 3 failed");
    expect(result.out).toMatch(/Errors:\n  3 x StarError: The planner gave no readable answer/);
    for await (const { status } of readTrajectories(out)) expect(status).toBe("failed");
    expect(await readFile(out, "utf8")).not.toContain(KEY);
  });

  it("ends before the first task when the server refuses the key, and starts once it accepts it", async () => {
    let isOpen = false;
    const { baseUrl, received } = await startServer(async (response, _, { body, headers }) => {
      if (isOpen) return reply(response, await offlineCompletion(body));
      refuse(response, 401, `Incorrect API key: ${headers.authorization?.replace("Bearer ", "")}`);
    });
    const refused = await teach(baseUrl);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.notes).toMatch(/^MODEL_UNAUTHORIZED: .* answers 401: Incorrect API key/);
    expect(refused.notes).not.toContain(KEY);
    expect([received.length, existsSync(out)]).toEqual([1, false]);
    isOpen = true;
    expect(await teach(baseUrl)).toMatchObject({ code: 0 });
  });

  it("ends at once when the account is empty during the run, and completes it later", async () => {
    let credit = 20;
    const { baseUrl } = await startServer(async (response, _, { body }) => {
      if (credit-- > 0) return reply(response, await offlineCompletion(body));
      refuse(response, 429, { message: "No credit.", code: "insufficient_quota" });
    });
    const ended = await teach(baseUrl, "--tasks 9");
    expect(ended).toMatchObject({ code: 1, notes: expect.stringContaining("QUOTA_EXHAUSTED") });
    credit = Infinity;
    const rest = await teach(baseUrl, "--tasks 9 --json");
    const { done, skipped, repeated } = JSON.parse(rest.out);
    expect([rest.code, done, repeated]).toEqual([0, 9, 0]);
    expect(skipped).toBeGreaterThan(0);
  });

  it.each([
    { more: "", refuses: true, temperature: null },
    { more: "", refuses: false, temperature: 0.7 },
    { more: " --model-option temperature=0.3", refuses: false, temperature: 0.3 },
    { more: " --model-option temperature=null", refuses: false, temperature: null },
  ])("records $temperature as temperature of 0.7$more, refused: $refuses", async (given) => {
    const { baseUrl } = await startServer(async (response, _, { body }) => {
      if (given.refuses && body["temperature"] !== undefined)
        return refuse(response, 400, "Unsupported parameter: temperature");
      reply(response, await offlineCompletion(body));
    });
    const { code } = await teach(baseUrl, `--tasks 1 --temperature 0.7${given.more}`);
    expect(code).toBe(0);
    for await (const { source } of readTrajectories(out))
      expect(source.temperature).toBe(given.temperature);
  });

  it("offers the tools in its first request, and sends none if nothing is to do", async () => {
    const { baseUrl, received } = await startServer(async (response, _, { body }) =>
      reply(response, await offlineCompletion(body)),
    );
    await teach(baseUrl, "--tasks 1");
    expect(received[0]?.body["tools"]).toHaveLength(3);
    const before = received.length;
    await teach(baseUrl, "--tasks 1");
    expect(received).toHaveLength(before);
  });
});
