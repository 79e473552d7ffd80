import { appendFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { LiveRuns } from "../../../src/serve/traces/live/live-runs.js";
import type { RunningRun } from "../../../src/serve/traces/live/live-state.js";
import { openTraceStore } from "../../../src/serve/traces/index/trace-store.js";
import { startTraceServer } from "../../../src/serve/traces/trace-server.js";
import { toTrajectoryLine } from "../../../src/trajectory/trajectory-line.js";
import { teacherTrajectory } from "../../distill/transcript/support.js";
import { readEvents } from "./read-events.js";
import { HOSTILE, writeTrajectories } from "./support.js";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function openServer(runs?: LiveRuns) {
  const { path, cacheDir } = await writeTrajectories([teacherTrajectory({ id: "a" })]);
  const store = await openTraceStore(path, { cacheDir });
  const server = await startTraceServer({ store, runs });
  closing.push(server.close);
  const append = (id: string) => appendFile(path, toTrajectoryLine(teacherTrajectory({ id })));
  return { server, append };
}

const running = (change: Partial<RunningRun> = {}): RunningRun => ({
  id: "r",
  name: "r",
  agents: ["ranker"],
  lastCall: null,
  modelCalls: 1,
  toolCalls: 0,
  elapsedMs: 5,
  isWaiting: false,
  ...change,
});

describe("GET events", () => {
  it("sends the whole state at once, and again whenever the file gains a run", async () => {
    const { server, append } = await openServer();
    const events = await readEvents(server.url);
    expect(events.response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const first = await events.next();
    expect(first).toMatchObject({ all: 1, running: [], runningCount: 0, isOver: false });
    await append("b");
    const second = await events.next();
    expect([second?.all, second?.version === first?.version]).toEqual([2, false]);
    const { version } = JSON.parse(await (await fetch(`${server.url}runs`)).text());
    expect(second?.version).toBe(version);
  });

  it("tells a client that connects again what it has missed, once", async () => {
    const { server, append } = await openServer();
    const events = await readEvents(server.url);
    await events.next();
    events.disconnect();
    for (const id of ["b", "c"]) await append(id);
    const again = await readEvents(server.url);
    expect((await again.next())?.all).toBe(3);
    await append("d");
    expect((await again.next())?.all).toBe(4);
  });

  it("says what runs are at, without an event for every second that passes", async () => {
    let state = [running()];
    const progress = { done: 3, total: 9 };
    const { server } = await openServer({ running: () => state, progress: () => progress });
    const events = await readEvents(server.url);
    expect(await events.next()).toMatchObject({ running: state, progress });
    state = [running({ elapsedMs: 900 })];
    await sleep(700);
    state = [running({ elapsedMs: 1200, agents: [HOSTILE] })];
    const next = await events.next();
    expect(next?.running[0]).toMatchObject({ elapsedMs: 1200, agents: [HOSTILE] });
  });

  it("describes the first hundred runs and counts the others", async () => {
    const many = Array.from({ length: 250 }, (_, at) => running({ id: `r${at}` }));
    const { server } = await openServer({ running: () => many, progress: () => null });
    const state = await (await readEvents(server.url)).next();
    expect([state?.running.length, state?.runningCount]).toEqual([100, 250]);
  });

  it("says that the server ends, and does not keep it from ending", async () => {
    const { server } = await openServer();
    const events = await readEvents(server.url);
    await events.next();
    const start = performance.now();
    const closed = server.close();
    expect((await events.next())?.isOver).toBe(true);
    expect(await events.next()).toBeUndefined();
    await closed;
    expect(performance.now() - start).toBeLessThan(1900);
  });

  it("is for those who know the secret, on this machine", async () => {
    const { server } = await openServer();
    const { origin } = new URL(server.url);
    expect((await fetch(`${origin}/events`)).status).toBe(404);
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      request(`${server.url}events`, { headers: { Host: "evil.example" } }, (response) => {
        response.destroy();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });
});
