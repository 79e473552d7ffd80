import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { createResponseCache } from "../../../src/distill/teaching/response-cache.js";
import { TEACHER_DEFAULTS as settings } from "../../../src/distill/teaching/settings.js";
import type { Usage } from "../../../src/trajectory/usage.js";
import { createTeacherHost } from "../../../src/distill/teaching/teacher-host.js";
import { completion, refuse, reply, startServer } from "../../models/endpoint/server.js";
import { offlineCompletion } from "../../support/offline-server.js";
import { createWorld, withoutTiming } from "./support.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "star-cache-"));
});

/** A cache over a server that numbers its answers. */
function createNumbered() {
  let calls = 0;
  const complete = async () => completion(`answer ${++calls}`) as never;
  const readUse = () => ({ requests: calls, retries: {} as never, leftOut: [], notes: [] });
  const notes: string[] = [];
  const onNote = (note: string) => notes.push(note);
  const cache = createResponseCache({ endpoint: { complete, readUse }, directory, onNote });
  const request = { url: "http://a/v1/chat/completions", server: "http://a/v1" };
  const shared = { ...request, headers: {}, keep: new Set<string>() };
  const ask = async (body: object, url = request.url) => {
    const { signal } = new AbortController();
    const { choices } = await cache.complete({ ...shared, url, body: { ...body }, signal });
    return choices[0].message["content"];
  };
  return { ask, notes };
}

describe("createResponseCache", () => {
  it("answers an equal request from disk, in whatever order its parameters are", async () => {
    const first = createNumbered();
    expect(await first.ask({ model: "m", seed: 1 })).toBe("answer 1");
    expect(await createNumbered().ask({ seed: 1, model: "m" })).toBe("answer 1");
  });

  it("asks the server when anything in the request differs", async () => {
    const { ask } = createNumbered();
    const body = { model: "m", seed: 1, messages: [{ role: "user", content: "a" }] };
    await ask(body);
    expect(await ask({ ...body, seed: 2 })).toBe("answer 2");
    expect(await ask({ ...body, messages: [{ role: "system", content: "a" }] })).toBe("answer 3");
    expect(await ask({ ...body, tools: [] })).toBe("answer 4");
    expect(await ask(body, "http://b/v1/chat/completions")).toBe("answer 5");
  });

  it.each([
    { what: "cut", damage: (text: string) => text.slice(0, -20) },
    { what: "changed", damage: (text: string) => text.replace("answer", "Answer") },
    { what: "empty", damage: () => "" },
  ])("replaces an answer that was $what", async ({ damage }) => {
    const { ask } = createNumbered();
    await ask({ seed: 1 });
    const [name = ""] = (await readdir(directory, { recursive: true })).filter((entry) =>
      entry.endsWith(".json"),
    );
    const file = join(directory, name);
    await writeFile(file, damage(await readFile(file, "utf8")));
    expect([await ask({ seed: 1 }), await ask({ seed: 1 })]).toEqual(["answer 2", "answer 2"]);
  });

  it("goes on without a folder that cannot be written, and says so once", async () => {
    await writeFile(join(directory, "file"), "");
    directory = join(directory, "file", "below");
    const { ask, notes } = createNumbered();
    expect([await ask({}), await ask({})]).toEqual(["answer 1", "answer 2"]);
    expect(notes).toEqual([expect.stringMatching(/^Answers cannot be written to the cache/)]);
  });
});

describe("a teacher with a cache", () => {
  it("records equal runs, and reports what the cache answered", async () => {
    const { host, tasks } = await createWorld();
    const { baseUrl, received } = await startServer(async (response, _, { body }) =>
      reply(response, await offlineCompletion(body)),
    );
    const model = { spec: "openai:any", temperature: 0, seed: 1, baseUrl, cache: directory };
    const job = { settings, task: tasks[0]!, sample: 0 };
    const reported: Usage[] = [];
    const run = () =>
      createTeacherHost({ ...host, model }).record(job, {
        onCached: (cached) => reported.push(cached),
      });
    const first = await run();
    const requests = received.length;
    const second = await run();
    expect(received).toHaveLength(requests);
    expect(withoutTiming(second)).toEqual(withoutTiming(first));
    expect(reported).toEqual([{ modelCalls: 0, inputTokens: 0, outputTokens: 0 }, first.usage]);
    const other = await createTeacherHost({ ...host, model }).record({ ...job, sample: 1 });
    expect([other.status, received.length]).toEqual(["completed", 2 * requests]);
  });

  it("keeps the answers of a run that the server failed, but not those by which a run failed", async () => {
    const { host, tasks } = await createWorld();
    let mode: "unreadable" | "failing" | "good" = "unreadable";
    let answered = 0;
    const { baseUrl } = await startServer(async (response, _, { body }) => {
      if (mode === "unreadable") return reply(response, completion("garbage"));
      if (mode === "failing" && answered >= 2) return refuse(response, 500, "Down.");
      answered++;
      reply(response, await offlineCompletion(body));
    });
    // One request at a time: an answer must have arrived before the next request fails.
    const limits = { attempts: 1, backoffMs: 1, concurrency: 1 };
    const model = {
      spec: "openai:any",
      temperature: 0,
      seed: 1,
      baseUrl,
      cache: directory,
      limits,
    };
    const job = { settings, task: tasks[0]!, sample: 0 };
    const run = async () => {
      let calls = 0;
      const onCached = ({ modelCalls }: Usage) => (calls = modelCalls);
      const { status } = await createTeacherHost({ ...host, model }).record(job, { onCached });
      return [status, calls];
    };
    expect(await run()).toEqual(["failed", 0]);
    mode = "failing";
    expect(await run()).toEqual(["failed", 0]);
    mode = "good";
    expect(await run()).toEqual(["completed", 2]);
  });
});
