import { appendFile, rename, writeFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LiveRuns, runsOfRecorder } from "../../src/serve/traces/live/live-runs.js";
import type { RunningRun } from "../../src/serve/traces/live/live-state.js";
import { openTraceStore } from "../../src/serve/traces/index/trace-store.js";
import { startTraceServer } from "../../src/serve/traces/trace-server.js";
import { toTrajectoryLine } from "../../src/trajectory/trajectory-line.js";
import { teacherTrajectory } from "../distill/transcript/support.js";
import { HOSTILE, writeTrajectories } from "../serve/traces/support.js";
import { BROWSER, NEEDS, openBrowser, openPage } from "../support/browser.js";
import { expectAccessible, PHONE } from "./accessible.js";
import { startProxy } from "./proxy.js";

let browser: Browser;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (BROWSER !== undefined) browser = await openBrowser();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => browser?.close());

const run = (id: string, change = {}) => teacherTrajectory({ id, task: null, ...change });
const line = (id: string, change = {}) => toTrajectoryLine(run(id, change));
const names = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => `r${from + at}`);

/** Serves a growing file, with runs in progress that the test sets. */
async function serve(ids: readonly string[], recorded?: LiveRuns) {
  const { path, cacheDir } = await writeTrajectories(ids.map((id) => run(id)));
  const live = {
    running: [] as RunningRun[],
    progress: null as { done: number; total: number } | null,
  };
  const runs = recorded ?? { running: () => live.running, progress: () => live.progress };
  const start = async (port = 0) => {
    const store = await openTraceStore(path, { cacheDir });
    const server = await startTraceServer({ store, runs, port });
    closing.push(server.close);
    return server;
  };
  const append = (...added: readonly string[]) =>
    appendFile(path, added.map((id) => line(id)).join(""));
  return { path, live, append, start, ...(await start()) };
}

const running = (change: Partial<RunningRun> = {}): RunningRun => ({
  id: "r",
  name: "User 7",
  agents: ["ranker"],
  lastCall: { kind: "tool", name: "lookup", agent: "ranker", isRunning: true, elapsedMs: 2000 },
  modelCalls: 3,
  toolCalls: 2,
  elapsedMs: 65_000,
  isWaiting: false,
  ...change,
});

const total = (page: Page) => page.locator(".total dd").first();
const expectTotal = (page: Page, count: number) =>
  expect.poll(() => total(page).textContent(), { timeout: 30_000 }).toBe(String(count));
const shownIds = (page: Page) => page.locator(".row .id").allTextContents();

describe.skipIf(BROWSER === undefined)(
  `the trace page of a growing file${NEEDS}`,
  { timeout: 240_000 },
  () => {
    it("shows new runs, and keeps conditions, mark, place and open details", async () => {
      const { url, append } = await serve(names(0, 300));
      const { page, problems } = await openPage(browser, `${url}#/?descending=true`);
      await page.locator(".row a").first().waitFor();
      expect((await shownIds(page))[0]).toBe("r299");
      await append("r300");
      await expectTotal(page, 301);
      await expect.poll(async () => (await shownIds(page))[0]).toBe("r300");
      // Scrolled into the middle, with a mark on a run.
      await page.getByRole("listitem").nth(2).getByRole("link").focus();
      for (let at = 0; at < 40; at++) await page.keyboard.press("j");
      const marked = page.locator(".row.marked");
      const id = await marked.locator(".id").textContent();
      const place = await marked.boundingBox();
      await append("r301", "r302", "r303");
      await expectTotal(page, 304);
      await expect.poll(() => marked.locator(".id").textContent()).toBe(id);
      expect((await marked.boundingBox())?.y).toBeCloseTo(place?.y ?? 0, -1);
      // A condition stays, and applies to what comes.
      await page.getByLabel("Steps from").fill("99");
      await page.keyboard.press("Tab");
      await expectTotal(page, 0);
      await append("r304");
      await page.getByText("of 305 runs").waitFor();
      expect(await total(page).textContent()).toBe("0");
      expect(page.url()).toContain("minSteps=99");
      await page.close();
      expect(problems).toEqual([]);
    });

    it("leaves an open run as it is", async () => {
      const { url, append } = await serve(names(0, 3));
      const { page, problems } = await openPage(browser, `${url}#/run/r1`);
      await page.locator(".training summary").click();
      await page.locator(".training[open] p").first().waitFor();
      await page.evaluate("scrollTo(0, 300)");
      const refreshed = page.waitForResponse(/runs\?/);
      await append("r3", "r4");
      await refreshed;
      await page.waitForTimeout(300);
      expect(await page.locator(".training[open]").count()).toBe(1);
      expect(await page.evaluate("scrollY")).toBe(300);
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await page.locator("h1", { hasText: "r3" }).waitFor();
      await page.close();
      expect(problems).toEqual([]);
    });

    it("goes on after a lost connection, without loss or duplicates", async () => {
      const { url, append } = await serve(names(0, 3));
      const proxy = await startProxy(url);
      closing.push(proxy.close);
      const { page } = await openPage(browser, proxy.url);
      await page.getByText("live", { exact: true }).waitFor();
      proxy.drop();
      await page.getByText("not connected", { exact: true }).waitFor();
      await append("r3", "r4");
      proxy.restore();
      await page.getByText("live", { exact: true }).waitFor();
      await expectTotal(page, 5);
      await append("r5");
      await expectTotal(page, 6);
      await expect.poll(() => shownIds(page)).toEqual(names(0, 6));
      await page.close();
    });

    it("shows a file that was replaced", async () => {
      const { url, path } = await serve(names(0, 5));
      const { page, problems } = await openPage(browser, url);
      await expectTotal(page, 5);
      await writeFile(`${path}.new`, line("x"));
      await rename(`${path}.new`, path);
      await expectTotal(page, 1);
      await expect.poll(() => shownIds(page)).toEqual(["x"]);
      await page.close();
      expect(problems).toEqual([]);
    });

    it("shows runs in progress: who is at work, the last call and the time", async () => {
      const { url, live, append } = await serve([]);
      live.running = [
        running(),
        running({ id: "s", name: "User 8", lastCall: null, isWaiting: true }),
      ];
      live.progress = { done: 3, total: 9 };
      const { page, problems } = await openPage(browser, url);
      const panel = page.getByRole("region", { name: "Runs in progress" });
      await panel.waitFor();
      expect(await panel.locator("h2").textContent()).toBe(
        "2 in progress 3 of 9 done, 3 of them wait for earlier ones",
      );
      const cells = await panel
        .locator("li")
        .first()
        .locator("span.line, .elapsed")
        .allTextContents();
      expect(cells.slice(0, 2)).toEqual(["User 7", "ranker"]);
      expect(cells[2]).toMatch(/^tool lookup for [\d.]+ s · 3 model calls, 2 tool calls$/);
      expect(cells[3]).toMatch(/^1 min \d+ s$/);
      await expect.poll(() => panel.locator(".elapsed").first().textContent()).not.toBe(cells[3]);
      await panel.getByText("waits to be resumed").waitFor();
      live.running = Array.from({ length: 250 }, (_, at) => running({ id: `${at}` }));
      await panel.getByText("and 234 more").waitFor();
      live.running = [];
      live.progress = { done: 9, total: 9 };
      await append(...names(0, 9));
      await panel.getByText("No run in progress").waitFor();
      await expectTotal(page, 9);
      await page.close();
      expect(problems).toEqual([]);
    });

    it("says when the server has ended, and keeps what it has", async () => {
      const { url, close } = await serve(names(0, 3));
      const { page, problems } = await openPage(browser, url);
      await page.getByText("live", { exact: true }).waitFor();
      await close();
      await page.getByText("ended", { exact: true }).waitFor();
      expect(await shownIds(page)).toEqual(names(0, 3));
      await page.close();
      expect(problems).toEqual([]);
    });

    it("does nothing that a text of an event or of a new run asks for", async () => {
      const name = `\u202e\u001b[31m\n\ndata: {}\n\n${HOSTILE}\n\ndata: {}\n\nevent: x ${"x".repeat(10_000_000)}`;
      const call = { kind: "tool", name, agent: name, startedAt: 0, isRunning: true } as const;
      const execution = { runId: name, graph: name, threadId: name, startedAt: 0, agents: [name] };
      const counts = { lastCall: call, modelCalls: 1, toolCalls: 1, isWaiting: false };
      const { url, path } = await serve(
        [],
        runsOfRecorder({ running: () => [{ ...execution, ...counts }] }),
      );
      const { page, problems } = await openPage(browser, url);
      await page.getByText("live", { exact: true }).waitFor();
      await appendFile(path, line(HOSTILE, { error: `${HOSTILE} ${"x".repeat(10_000_000)}` }));
      await expectTotal(page, 1);
      const text = await page.locator(".live li").first().textContent();
      expect(text).toContain('<img src=x onerror="window.wasAttacked = 1">');
      expect(text).toContain("\\u202e");
      expect(await page.evaluate("window.wasAttacked")).toBeUndefined();
      expect(await page.locator("img, iframe, object, embed").count()).toBe(0);
      await page.close();
      expect(problems).toEqual([]);
    });

    it.each([
      ["a desktop", {}],
      ["a desktop in the dark", { colorScheme: "dark" }],
      ["a phone", PHONE],
    ] as const)("is accessible and not cut on %s", async (_, options) => {
      const { url, live } = await serve(names(0, 3));
      const long = "a_very_long_name_of_an_agent_without_any_place_to_break_it".repeat(2);
      live.running = [running(), running({ id: "s", agents: [long, "b"], name: long })];
      live.progress = { done: 3, total: 9 };
      const { page } = await openPage(browser, url, { ...options, bypassCSP: true });
      await page.locator(".live li").first().waitFor();
      await page.locator(".row a").first().waitFor();
      await expectAccessible(page);
      await page.close();
    });
  },
);
