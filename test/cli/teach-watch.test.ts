import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.js";
import type { LiveState } from "../../src/serve/traces/live/live-state.js";
import { reply, startServer } from "../models/endpoint/server.js";
import { readEvents } from "../serve/traces/read-events.js";
import { offlineCompletion } from "../support/offline-server.js";
import { createFolder, ioOf, SMALL, star } from "./support.js";

/** Starts `star teach --watch` with a model whose server answers from the moment that `answer` is called. */
async function watch() {
  let answer = () => {};
  const answers = new Promise<void>((resolve) => (answer = resolve));
  const { baseUrl } = await startServer(async (response, _, { body }) => {
    if (JSON.stringify(body).includes('"tools"')) await answers;
    reply(response, await offlineCompletion(body));
  });
  const folder = await createFolder();
  const [out, notes]: [string[], string[]] = [[], []];
  const controller = new AbortController();
  const io = ioOf({
    print: (text) => out.push(text),
    note: (text) => notes.push(text),
    environment: { STAR_CACHE_DIR: folder, OPENAI_API_KEY: "key" },
    listenForInterrupt: () => controller.signal,
  });
  const command = `teach --model openai:any --concurrency 1 --max-reflections 0 --tasks 3 --watch --json --base-url ${baseUrl}`;
  const file = join(folder, "runs.jsonl");
  const ended = run([...command.split(" "), ...SMALL, "--out", file], io);
  const address = () => /The runs are at (\S+)#/.exec(notes.join("\n"))?.[1] ?? "";
  await expect.poll(address, { timeout: 30_000 }).toMatch(/^http:\/\/127/);
  return { url: address(), out, notes, ended, answer, interrupt: () => controller.abort() };
}

/** Reads events until one fulfills a condition. */
async function eventWith(url: string, holds: (state: LiveState) => boolean): Promise<LiveState> {
  const events = await readEvents(url);
  for (let state = await events.next(); state !== undefined; state = await events.next()) {
    if (!holds(state)) continue;
    events.disconnect();
    return state;
  }
  throw new Error("The events ended.");
}

describe("star teach --watch", () => {
  it("shows the runs in progress, then their trajectories, until Ctrl-C", async () => {
    const { url, out, notes, ended, answer, interrupt } = await watch();
    const { running, progress } = await eventWith(url, (state) =>
      state.running.some(({ lastCall }) => lastCall?.isRunning === true),
    );
    expect(running).toHaveLength(2);
    expect(progress).toEqual({ done: 0, total: 3 });
    const at = running.find(({ lastCall }) => lastCall !== null);
    expect(at).toMatchObject({
      id: expect.stringContaining("synthetic/"),
      name: expect.stringMatching(/^User /),
      lastCall: { kind: "model" },
    });
    expect(at?.agents).not.toEqual([]);
    answer();
    const last = await eventWith(url, ({ all, running }) => all === 3 && running.length === 0);
    expect(last).toMatchObject({ running: [], progress: { done: 3, total: 3 } });
    await expect.poll(() => out.length).toBe(1);
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ done: 3 });
    await expect.poll(() => notes.join("\n")).toContain("The page stays at");
    expect(JSON.parse(await (await fetch(`${url}runs`)).text()).all).toBe(3);
    interrupt();
    expect(await ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it("ends with the work on Ctrl-C during it", async () => {
    const { url, out, ended, interrupt } = await watch();
    await eventWith(url, ({ runningCount }) => runningCount === 2);
    interrupt();
    expect(await ended).toBe(130);
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ done: 0, stopReason: "interrupted" });
    await expect(fetch(url)).rejects.toThrow();
  });

  it("is not for an estimate", async () => {
    const { code, notes } = await star("teach --dry-run --watch --out x.jsonl", SMALL);
    expect([code, notes]).toEqual([2, expect.stringContaining("Leave out one of them")]);
  });
});
