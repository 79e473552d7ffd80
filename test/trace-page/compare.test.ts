import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareRuns } from "../../src/trajectory/compare/compare-runs.js";
import type { Trajectory } from "../../src/trajectory/trajectory.js";
import { HOSTILE, runTeacher } from "../serve/traces/support.js";
import { BROWSER, NEEDS, openPage } from "../support/browser.js";
import { expectAccessible, PHONE } from "./accessible.js";
import { openTracePages } from "./open-trace-pages.js";

let browser: Browser;
let url = "";
let fileUrl = "";
let one: Trajectory;
let other: Trajectory;
let close = async () => {};

/** The same task, ranked otherwise, with another text in one step. */
function changed(run: Trajectory): Trajectory {
  const { outcome } = run;
  const ranking = outcome?.ranking.toReversed() ?? [];
  const rank = ranking.indexOf(outcome?.heldOut ?? "") + 1;
  const answer = run.steps.findIndex(({ kind }) => kind === "tool_response");
  const steps = run.steps.map((step, at) =>
    at === answer && step.kind === "tool_response"
      ? { ...step, content: `${step.content}\n${HOSTILE}` }
      : step,
  );
  return {
    ...run,
    id: `${run.id} ${HOSTILE}`,
    steps,
    outcome: outcome && { ...outcome, ranking, rank },
  };
}

beforeAll(async () => {
  if (BROWSER === undefined) return;
  const teacher = await runTeacher();
  one = teacher[0]!;
  other = changed(one);
  ({ browser, url, fileUrl, close } = await openTracePages([...teacher, other]));
});
afterAll(() => close());

const address = (...ids: readonly string[]) =>
  `#/compare/${ids.map((id) => encodeURIComponent(id)).join("/")}`;

describe.skipIf(BROWSER === undefined)(`two runs in the trace page${NEEDS}`, () => {
  it.each(["served", "in one file"])(
    "are compared as star trace compares them, %s",
    async (way) => {
      const start = way === "served" ? url : fileUrl;
      const { page, problems } = await openPage(browser, start + address(one.id, other.id));
      await page.locator(".pair").first().waitFor();
      const expected = compareRuns(one, other);
      expect(await page.locator(".pair").count()).toBe(expected.steps.length);
      expect(await page.locator(".pair.changed").count()).toBe(1);
      // Only the line that was added differs.
      expect(await page.locator(".one .different").count()).toBe(0);
      const added = await page.locator(".other .different").textContent();
      expect(added).toContain("onerror=");
      expect(added).toContain("\\u202e");
      expect(await page.evaluate("window.wasAttacked")).toBeUndefined();
      const ranks = page.locator("section[aria-label=Ranking] tbody tr");
      expect(await ranks.count()).toBe(expected.candidates.length);
      const [first] = expected.candidates;
      const cells = await ranks.first().locator("td").allTextContents();
      expect(cells[0]).toContain(`[${first?.itemId}]`);
      expect(cells.slice(1)).toEqual([
        String(first?.one),
        String(first?.other),
        `▼ ${(first?.other ?? 0) - (first?.one ?? 0)}`,
      ]);
      const heldOut = page.locator("section[aria-label='Held-out item'] tbody tr").last();
      expect((await heldOut.locator("td").allTextContents()).slice(1)).toEqual([
        String(one.outcome?.rank),
        String(other.outcome?.rank),
      ]);
      await page.close();
      expect(problems).toEqual([]);
    },
  );

  it("are marked in the list, with the mouse or with the keyboard", async () => {
    const { page, problems } = await openPage(browser, url);
    await page.locator(".row a").first().waitFor();
    await page.keyboard.press("x");
    await page.getByText("mark it with ⇄").waitFor();
    await page.locator(".to-compare").nth(1).click();
    expect(await page.locator(".to-compare[aria-pressed=true]").count()).toBe(2);
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await page.locator(".pair").first().waitFor();
    expect(await page.getByText("The tasks are different.").count()).toBe(1);
    await page.keyboard.press("j");
    expect(await page.locator(".pair.current").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.locator(".totals").waitFor();
    await page.close();
    expect(problems).toEqual([]);
  });

  it("can be begun in a run, and lead back to it", async () => {
    const { page } = await openPage(browser, `${url}#/run/${encodeURIComponent(one.id)}`);
    await page.getByRole("button", { name: "⇄ Compare…" }).click();
    await page.locator(".row a").nth(2).waitFor();
    await page.locator(".to-compare").nth(2).click();
    await page.keyboard.press("c");
    await page.locator(".sides a").first().click();
    await page.locator("h1", { hasText: one.id }).waitFor();
    await page.close();
  });

  it("says which run is not in the file", async () => {
    const { page } = await openPage(browser, url + address(one.id, "nothing"));
    await page.getByText('The file has no run "nothing".').waitFor();
    await page.close();
  });

  it.each([
    ["a desktop", {}],
    ["a desktop in the dark", { colorScheme: "dark" }],
    ["a phone", PHONE],
  ] as const)("are accessible and not cut on %s", async (_, options) => {
    const { page } = await openPage(browser, url + address(one.id, other.id), {
      ...options,
      bypassCSP: true,
    });
    await page.locator(".pair").first().waitFor();
    await expectAccessible(page);
    await page.close();
  });
});
