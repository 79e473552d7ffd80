import { describe, expect, it } from "vitest";
import { checkModel } from "../../../src/distill/teaching/check-model.js";
import { createTeacherHost } from "../../../src/distill/teaching/teacher-host.js";
import { TEACHER_DEFAULTS as settings } from "../../../src/distill/teaching/settings.js";
import { refuse, reply, startServer } from "../../models/endpoint/server.js";
import { createWorld } from "./support.js";

const shared = { spec: "openai:any", apiKey: "sk-secret", temperature: 0, seed: 1 };

async function check(baseUrl: string) {
  const notes: string[] = [];
  const model = { ...shared, baseUrl, limits: { backoffMs: 1 } };
  await checkModel({ model, tools: [], onNote: (note) => notes.push(note) });
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
