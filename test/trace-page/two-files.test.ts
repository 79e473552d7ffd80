import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTraceStore } from "../../src/serve/traces/index/trace-store.js";
import { startTraceServer } from "../../src/serve/traces/trace-server.js";
import { toTrajectoryLine } from "../../src/trajectory/trajectory-line.js";
import type { Trajectory } from "../../src/trajectory/trajectory.js";
import { createFolder, runTeacher } from "../serve/traces/support.js";
import { BROWSER, NEEDS, openBrowser, openPage } from "../support/browser.js";
import { expectAccessible, PHONE } from "./accessible.js";

let browser: Browser;
let url = "";
let runs: Trajectory[] = [];
let close = async () => {};

/** The same run, with the ranking turned round. */
function reversed(run: Trajectory): Trajectory {
  const { outcome } = run;
  const ranking = outcome?.ranking.toReversed() ?? [];
  const rank = ranking.indexOf(outcome?.heldOut ?? "") + 1;
  return { ...run, outcome: outcome && { ...outcome, ranking, rank } };
}

beforeAll(async () => {
  if (BROWSER === undefined) return;
  runs = await runTeacher();
  const folder = await createFolder();
  const paths = ["before.jsonl", "after.jsonl"].map((name) => join(folder, name));
  await writeFile(paths[0] ?? "", runs.map(toTrajectoryLine).join(""));
  await writeFile(paths[1] ?? "", runs.slice(1).map(reversed).map(toTrajectoryLine).join(""));
  const store = await openTraceStore(paths, { cacheDir: folder });
  const server = await startTraceServer({ store });
  browser = await openBrowser();
  ({ url } = server);
  close = async () => {
    await browser.close();
    await server.close();
  };
});
afterAll(() => close());

describe.skipIf(BROWSER === undefined)(
  `the trace page of two files${NEEDS}`,
  { timeout: 240_000 },
  () => {
    it("has one list with the file of each run, and shows one of them alone", async () => {
      const { page, problems } = await openPage(browser, `${url}#/?sort=id`);
      await page.locator(".row a").first().waitFor();
      const found = page.locator(".total dd").first();
      expect(await found.textContent()).toBe(String(2 * runs.length - 1));
      const tags = await page.locator(".of-file").allTextContents();
      expect(new Set(tags)).toEqual(new Set(["before.jsonl", "after.jsonl"]));
      await page.getByRole("combobox", { name: "File" }).selectOption("2");
      await expect.poll(() => found.textContent()).toBe(String(runs.length - 1));
      expect(page.url()).toContain("file=2");
      await page.close();
      expect(problems).toEqual([]);
    });

    it("compares a run with that of the same task in the other file", async () => {
      const { id, outcome } = runs[1]!;
      const { page, problems } = await openPage(browser, `${url}#/run/${encodeURIComponent(id)}`);
      await page.getByRole("button", { name: "Compare with after.jsonl" }).click();
      await page.locator(".pair").first().waitFor();
      const heldOut = page.locator("section[aria-label='Held-out item'] tbody tr").last();
      expect((await heldOut.locator("td").allTextContents()).slice(1)).toEqual([
        String(outcome?.rank),
        String(reversed(runs[1]!).outcome?.rank),
      ]);
      expect(await page.locator(".sides .of-file").allTextContents()).toEqual([
        "before.jsonl",
        "after.jsonl",
      ]);
      await page.locator(".sides a").nth(1).click();
      await page.getByRole("button", { name: "Compare with before.jsonl" }).waitFor();
      const ranking = page.locator("section[aria-label=Result] ol .item-id");
      expect(await ranking.first().textContent()).toBe(`[${outcome?.ranking.at(-1)}]`);
      // The rows of the run of this file are shown as training data.
      await page.locator(".training summary").click();
      await page.getByRole("group", { name: "Rendering" }).waitFor();
      await page.close();
      expect(problems).toEqual([]);
    });

    it("offers no comparison for a run of one file alone", async () => {
      const id = runs[0]?.id ?? "";
      const { page } = await openPage(browser, `${url}#/run/${encodeURIComponent(id)}`);
      await page.locator("h1", { hasText: id }).waitFor();
      expect(await page.getByRole("button", { name: /Compare with/ }).count()).toBe(0);
      await page.close();
    });

    it("is accessible and not cut on a phone", async () => {
      const { page } = await openPage(browser, url, { ...PHONE, bypassCSP: true });
      await page.locator(".row a").first().waitFor();
      expect(await page.locator(".of-file").first().isVisible()).toBe(true);
      await expectAccessible(page);
      await page.close();
    });
  },
);
