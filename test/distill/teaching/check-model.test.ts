import type { StructuredToolInterface } from "@langchain/core/tools";
import { describe, expect, it } from "vitest";
import { checkModel } from "../../../src/distill/teaching/check-model.js";
import { createTeacherHost } from "../../../src/distill/teaching/teacher-host.js";
import { TEACHER_DEFAULTS as settings } from "../../../src/distill/teaching/settings.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { completion, refuse, reply, startServer } from "../../models/endpoint/server.js";
import { createWorld } from "./support.js";

const shared = { spec: "openai:any", apiKey: "sk-secret", temperature: 0, seed: 1 };

async function check(baseUrl: string, tools: readonly StructuredToolInterface[] = []) {
  const notes: string[] = [];
  const model = { ...shared, baseUrl, limits: { backoffMs: 1 } };
  await checkModel({ model, tools, onNote: (note) => notes.push(note) });
  return notes;
}

describe("checkModel", () => {
  it("accepts any answer", async () => {
    const { baseUrl } = await startServer((response) => reply(response));
    expect(await check(baseUrl)).toEqual([]);
  });

  it("rejects with the server's words", async () => {
    const { baseUrl } = await startServer((response) => refuse(response, 404, "No model 'any'."));
    await expect(check(baseUrl)).rejects.toMatchObject({
      code: "MODEL_NOT_FOUND",
      message: expect.stringContaining("No model 'any'."),
    });
  });

  it("tries a failing server three times, and a busy one is no reason to end", async () => {
    const down = await startServer((response) => refuse(response, 500, "The engine is down."));
    await expect(check(down.baseUrl)).rejects.toThrow("The engine is down.");
    expect(down.received).toHaveLength(3);
    const busy = await startServer((response) => refuse(response, 429, "Too many requests."));
    expect(await check(busy.baseUrl)).toEqual([expect.stringContaining("Too many requests.")]);
  });
});

describe("a prompt without the tools that were offered", () => {
  // llama.cpp (xllamacpp 2026.10.11549) serves SmolLM2-135M, whose template has no tools, a prompt of 43 tokens.
  it.each([
    { tokens: 43, isNoted: true },
    { tokens: 700, isNoted: false },
    { tokens: 0, isNoted: false },
  ])("is noted by its $tokens tokens: $isNoted", async ({ tokens, isNoted }) => {
    const { host } = await createWorld();
    const usage = { prompt_tokens: tokens, completion_tokens: 1, total_tokens: tokens + 1 };
    const { baseUrl } = await startServer((response) =>
      reply(response, { ...completion("ok"), usage }),
    );
    const notes = await check(baseUrl, createTools({ index: host.index, dataset: host.dataset }));
    expect(notes.some((note) => note.includes("leave the tools out"))).toBe(isNoted);
  });
});

describe("a run with a server", () => {
  it("closes the connection when it is aborted", async () => {
    const { host, tasks } = await createWorld();
    const stop = new AbortController();
    const { baseUrl, received } = await startServer(() => stop.abort());
    const teacher = createTeacherHost({ ...host, model: { ...shared, baseUrl } });
    const job = { settings, task: tasks[0]!, sample: 0 };
    const trajectory = await teacher.record(job, { signal: stop.signal });
    expect(trajectory.status).not.toBe("completed");
    await received[0]?.hungUp;
  });
});
