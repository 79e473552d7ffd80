import { mkdtemp, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReportHtml } from "../../src/evaluation/report-html.js";
import type { Report } from "../../src/evaluation/report-schema.js";
import { BROWSER, NEEDS, openBrowser, openPage } from "../support/browser.js";
import { ATTACK, HOSTILE_POLICY, makeExampleReport } from "./example-report.js";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const WIDE = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 375, height: 780 } };

/** Texts and charts that reach beyond the window or what contains them. Opens what is folded. */
const FIND_CUT = `(() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const cut = [];
  for (const element of document.querySelectorAll("main *")) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const isTooNarrow = element instanceof HTMLElement && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
    if (box.right > innerWidth + 0.5 || box.left < -0.5 || isTooNarrow)
      cut.push(element.tagName + ": " + element.textContent.slice(0, 60));
    const svg = element.tagName === "text" ? element.ownerSVGElement.getBoundingClientRect() : box;
    if (box.right > svg.right + 1 || box.left < svg.left - 1)
      cut.push("in chart: " + element.textContent);
  }
  return cut;
})()`;

// Pages with many charts take axe long on a busy machine.
const TIMEOUT = { timeout: 300_000 };

describe.skipIf(BROWSER === undefined)(`the report page in a browser${NEEDS}`, TIMEOUT, () => {
  let browser: Browser;
  let report: Report;
  let url: string;

  beforeAll(async () => {
    browser = await openBrowser();
    ({ report } = await makeExampleReport());
    const path = join(await mkdtemp(join(tmpdir(), "star-report-")), "report.html");
    await writeFile(path, await renderReportHtml(report));
    url = pathToFileURL(path).href;
  }, 300_000);
  afterAll(() => browser?.close());

  /** First cells of the first table, which has all metrics. */
  const names = (page: Page) => page.locator("table").first().locator("tbody th").allTextContents();

  it.each([
    ["wide", WIDE],
    ["narrow", PHONE],
  ])("cuts no text and no chart on a %s screen", async (width, options) => {
    const { page, problems } = await openPage(browser, url, options);
    expect(await page.evaluate(FIND_CUT)).toEqual([]);
    const charts = page.locator("svg:visible");
    expect(await charts.count()).toBe(7);
    const widths = await charts.evaluateAll((found) =>
      found.map((one) =>
        Math.round(
          (one as { getBoundingClientRect(): { width: number } }).getBoundingClientRect().width,
        ),
      ),
    );
    expect(new Set(widths)).toEqual(new Set([width === "wide" ? 960 : 343]));
    await page.close();
    expect(problems).toEqual([]);
  });

  it.each(["light", "dark"] as const)(
    "has no violation of accessibility rules in %s mode",
    async (colorScheme) => {
      for (const options of [WIDE, PHONE]) {
        const { page } = await openPage(browser, url, { ...options, colorScheme, bypassCSP: true });
        await page.evaluate(FIND_CUT);
        await page.addScriptTag({ path: AXE });
        const result = (await page.evaluate("axe.run()")) as {
          violations: { id: string; nodes: { html: string }[] }[];
        };
        expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
        await page.close();
      }
    },
  );

  it("sorts a table by any column, with mouse and keyboard, and says so", async () => {
    const { page, problems } = await openPage(browser, url);
    const table = page.locator("table").first();
    const sorted = (key: (row: Report["rows"][number]) => number) =>
      report.rows.toSorted((one, other) => key(other) - key(one)).map(({ policy }) => policy);
    await table.getByRole("button", { name: "HR@1" }).click();
    expect(await names(page)).toEqual(sorted((row) => row["HR@1"]));
    const header = table.getByRole("columnheader", { name: "HR@1" });
    expect(await header.getAttribute("aria-sort")).toBe("descending");
    await page.keyboard.press("Enter");
    expect(await header.getAttribute("aria-sort")).toBe("ascending");
    // Policies without tokens are last in both directions.
    for (const _ of [1, 2]) {
      await table.getByRole("button", { name: "tokens" }).click();
      expect((await names(page)).slice(-2)).toEqual(["random", "first candidates first"]);
    }
    expect(await table.locator("[aria-sort]").count()).toBe(1);
    await table.getByRole("button", { name: "policy" }).click();
    expect((await names(page))[0]).toBe("ease");
    await page.close();
    expect(problems).toEqual([]);
  });

  it("goes to every section, and shows the command for each task on which a student differs", async () => {
    const { page, problems } = await openPage(browser, url);
    const links = page.getByRole("navigation").getByRole("link");
    const titles = await links.allTextContents();
    expect(titles).toEqual(await page.locator("h2").allTextContents());
    await links.last().click();
    await expect.poll(() => page.evaluate("scrollY")).toBeGreaterThan(1000);
    const [student] = report.disagreements ?? [];
    const shown = await page.locator(".cases code").allTextContents();
    const expected = [...(student?.corrected.largest ?? []), ...(student?.failed.largest ?? [])];
    expect(expected.length).toBe(20);
    expect(shown.slice(0, 20)).toEqual(
      expected.map(({ taskId }) => `star trace teacher.jsonl --id ${taskId}`),
    );
    await page.close();
    expect(problems).toEqual([]);
  });

  it("does nothing that a name or a title asks for", async () => {
    const { page, problems } = await openPage(browser, url);
    expect(await names(page)).toContain(HOSTILE_POLICY);
    expect(await page.locator("main").textContent()).toContain(ATTACK);
    expect(await page.locator("img, iframe, object, embed").count()).toBe(0);
    expect(await page.evaluate("window.wasAttacked")).toBeUndefined();
    await page.close();
    expect(problems).toEqual([]);
  });
});
