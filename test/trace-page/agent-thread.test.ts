import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { MemorySaver } from "@langchain/langgraph";
import { createAgent } from "langchain";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { toTrajectory, type Trajectory, TrajectoryRecorder } from "../../src/entries/recorder.js";
import { HOSTILE } from "../serve/traces/support.js";
import { BROWSER, NEEDS, openPage } from "../support/browser.js";
import { expectAccessible, PHONE } from "./accessible.js";
import { openTracePages } from "./open-trace-pages.js";

const TURNS = 50;

const look = tool(({ at }) => `seen ${at} ${at === 7 ? HOSTILE : ""}`, {
  name: "look",
  description: "Looks.",
  schema: z.object({ at: z.number() }),
});

/** A conversation in which every turn has a question, a tool call, its answer and a reply. */
async function recordThread(): Promise<Trajectory> {
  const model = fakeModel();
  for (let turn = 0; turn < TURNS; turn++) {
    const call = { id: `c${turn}`, name: "look", args: { at: turn }, type: "tool_call" as const };
    model.respond(new AIMessage({ content: "", tool_calls: [call] }));
    model.respond(new AIMessage(`Reply ${turn}.`));
  }
  const agent = createAgent({
    model,
    tools: [look],
    checkpointer: new MemorySaver(),
    name: "guide",
  });
  const recorder = new TrajectoryRecorder();
  const options = { callbacks: [recorder], configurable: { thread_id: "t" } };
  for (let turn = 0; turn < TURNS; turn++)
    await agent.invoke({ messages: [new HumanMessage(`Question ${turn}?`)] }, options);
  const context = {
    id: "thread/1",
    task: null,
    fingerprint: "f",
    temperature: null,
    outcome: null,
  };
  return toTrajectory(recorder.takeThread("t"), context);
}

let browser: Browser;
let url = "";
let fileUrl = "";
let thread: Trajectory;
let close = async () => {};

beforeAll(async () => {
  if (BROWSER === undefined) return;
  thread = await recordThread();
  ({ browser, url, fileUrl, close } = await openTracePages([thread]));
}, 120_000);
afterAll(() => close());

const address = (rest = "") => `#/run/${encodeURIComponent("thread/1")}${rest}`;

describe.skipIf(BROWSER === undefined)(
  `a thread of 50 turns in the trace page${NEEDS}`,
  { timeout: 240_000 },
  () => {
    it.each(["served", "in one file"])(
      "is one run with every step of every turn, %s",
      async (way) => {
        const { page, problems } = await openPage(browser, way === "served" ? url : fileUrl);
        const row = page.locator(".row a").first();
        await row.waitFor();
        expect(await row.textContent()).toContain("guide");
        await row.click();
        await page.locator("h1", { hasText: "thread/1" }).waitFor();
        // Call, answer and reply of each turn.
        expect(thread.steps).toHaveLength(3 * TURNS);
        expect(await page.locator(".step").count()).toBe(3 * TURNS);
        const last = page.locator(`#step-${3 * TURNS - 1}`);
        expect(await last.textContent()).toContain(`Reply ${TURNS - 1}.`);
        await last.getByRole("button", { name: "what the model was told" }).click();
        await last.getByRole("button", { name: /Show the first \d+ messages/ }).click();
        const told = await last.locator(".call").textContent();
        expect(told).toContain("Question 0?");
        expect(told).toContain(`Question ${TURNS - 1}?`);
        expect(await page.evaluate("window.wasAttacked")).toBeUndefined();
        await page.close();
        expect(problems).toEqual([]);
      },
    );

    it("is searched from turn to turn, and read with the keyboard", async () => {
      const { page, problems } = await openPage(browser, `${url}${address("?text=reply+31.")}`);
      await page.locator("mark").first().waitFor();
      await page.keyboard.press("n");
      expect(await page.locator("mark.current").textContent()).toBe("Reply 31.");
      await page.goto(`${url}${address("?step=148")}`);
      await page.locator("#step-148.current").waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await page.locator("#step-149.current").waitFor();
      expect(page.url()).toContain("step=149");
      await page.close();
      expect(problems).toEqual([]);
    });

    it("is accessible and not cut on a phone, and can be printed", async () => {
      const { page } = await openPage(browser, url + address(), { ...PHONE, bypassCSP: true });
      await page.locator(".step").first().waitFor();
      await expectAccessible(page);
      await page.emulateMedia({ media: "print" });
      expect((await page.pdf()).length).toBeGreaterThan(10_000);
      await page.close();
    }, 240_000);
  },
);
