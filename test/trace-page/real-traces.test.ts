import { appendFile, copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fitCollaborativeIndex } from "../../src/collaborative/collaborative-index.js";
import { loadDataset } from "../../src/data/load-dataset.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { createRandom, shuffle } from "../../src/random.js";
import { openTraceStore } from "../../src/serve/traces/index/trace-store.js";
import { startTraceServer } from "../../src/serve/traces/trace-server.js";
import { star } from "../cli/support.js";
import { BROWSER, NEEDS, openBrowser, openPage } from "../support/browser.js";
import { expectAccessible, PHONE } from "./accessible.js";
import { DATA, listEvidenceRows, openRealTraces, type RealRun } from "./real-traces.js";

const WITHOUT_DATA = DATA === undefined ? " (skipped: set STAR_DATA_DIR)" : "";
const ROWS = 200;
/** Runs whose evidence is compared. */
const COMPARED_RUNS = 8;

let browser: Browser;
let url = "";
let path = "";
let runs: RealRun[] = [];
let lines: string[] = [];
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (BROWSER === undefined || DATA === undefined) return;
  const real = await openRealTraces();
  ({ runs, lines } = real);
  // A copy: a test appends to it.
  path = join(real.folder, "page.jsonl");
  await copyFile(real.path, path);
  const store = await openTraceStore(path, { cacheDir: real.folder });
  const directory = join(DATA, "movielens-100k");
  const dataset = await loadDataset({ name: "movielens-100k", directory });
  const loadIndex = () =>
    fitCollaborativeIndex({
      sequences: fitInteractions(dataset, "test"),
      items: dataset.items.keys(),
    });
  const server = await startTraceServer({ store, data: { dataset, loadIndex } });
  browser = await openBrowser();
  ({ url } = server);
  closing.push(() => browser.close(), server.close);
}, 600_000);
afterAll(async () => {
  for (const close of closing) await close();
});

const openRun = (id: string, rest = "") => `${url}#/run/${encodeURIComponent(id)}${rest}`;
const total = (page: Page, name: string) =>
  page
    .locator(".total", { has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) })
    .locator("dd");
const found = (page: Page) => page.locator(".total dd").first();
const percent = (count: number, of: number) => `${((100 * count) / of).toFixed(1)}%`;
const hitsAt = (k: number) => runs.filter(({ outcome: { rank } }) => rank >= 1 && rank <= k).length;

/** Evidence rows of a few runs, in a random order that is always the same. */
function sampleRows() {
  const sampled = shuffle(runs, createRandom(3, "runs")).slice(0, COMPARED_RUNS);
  const rows = sampled.flatMap((run) => listEvidenceRows(run).map((row) => ({ run, ...row })));
  return shuffle(rows, createRandom(4, "rows")).slice(0, ROWS);
}

describe.skipIf(BROWSER === undefined || DATA === undefined)(
  `the trace page over the teacher's runs on MovieLens-100K${NEEDS}${WITHOUT_DATA}`,
  { timeout: 600_000 },
  () => {
    it("lists them with the totals that their lines add up to", async () => {
      const { page, problems } = await openPage(browser, url);
      await page.locator(".row a").first().waitFor();
      expect(await found(page).textContent()).toBe(String(runs.length));
      for (const k of [1, 3, 5])
        expect(await total(page, `HR@${k}`).textContent()).toBe(percent(hitsAt(k), runs.length));
      const calls = runs.reduce((sum, { usage }) => sum + usage.modelCalls, 0);
      expect(await total(page, "calls per run").textContent()).toBe(
        String(Math.round(calls / runs.length)),
      );
      await page.getByRole("combobox", { name: "Rank of ★" }).selectOption("2-3");
      await expect.poll(() => found(page).textContent()).toBe(String(hitsAt(3) - hitsAt(1)));
      await page.close();
      expect(problems).toEqual([]);
    });

    it("finds exactly the runs whose text contains a title", async () => {
      const wanted = "contact (1997)";
      const holds = runs.filter((_, at) => lines[at]?.toLowerCase().includes(wanted));
      expect(holds.length).toBeGreaterThan(0);
      expect(holds.length).toBeLessThan(runs.length);
      const { page, problems } = await openPage(browser, `${url}#/?text=Contact+%281997%29`);
      await expect.poll(() => found(page).textContent()).toBe(String(holds.length));
      await page.keyboard.press("Enter");
      await page.locator("h1", { hasText: holds[0]?.id ?? "" }).waitFor();
      expect(await page.locator("mark").first().textContent()).toMatch(/^contact \(1997\)$/i);
      await page.close();
      expect(problems).toEqual([]);
    });

    it("shows the numbers of 200 random evidence lines as star trace --json has them", async () => {
      const rows = sampleRows();
      expect(rows).toHaveLength(ROWS);
      const { page, problems } = await openPage(browser, url);
      for (const run of new Set(rows.map((row) => row.run))) {
        const { out } = await star("trace", [path, "--id", run.id, "--json"]);
        const printed: RealRun = JSON.parse(out);
        expect(printed.outcome).toEqual(run.outcome);
        await page.goto(openRun(run.id));
        await page.locator("h1", { hasText: run.id }).waitFor();
        const ranking = page.locator("section[aria-label=Result] ol .item-id");
        expect(await ranking.allTextContents()).toEqual(
          printed.outcome.ranking.map((id) => `[${id}]`),
        );
        const ofRun = rows.filter((row) => row.run === run);
        const expected = listEvidenceRows(printed);
        for (const { step, item } of ofRun) {
          const shown = await readRow(page, { step, item });
          const { numbers } = expected.find((row) => row.step === step && row.item === item) ?? {};
          expect([run.id, step, item, shown]).toEqual([run.id, step, item, numbers]);
        }
      }
      await page.close();
      expect(problems).toEqual([]);
    });

    it("recomputes a number of each of these lines from the interactions", async () => {
      const ratings = await readFile(join(DATA ?? "", "movielens-100k", "u.data"), "latin1");
      const choices = new Set(
        ratings.split("\n").map((line) => line.split("\t").slice(0, 2).join(" ")),
      );
      let entries = 0;
      for (const { run, step, item } of sampleRows()) {
        const kinds = await kindsOf(run.id, { step, item });
        const kind = kinds[entries % kinds.length] ?? "";
        const place = new URLSearchParams({ id: run.id, step: String(step), item, kind });
        const cell = JSON.parse(await (await fetch(`${url}cell?${place}`)).text());
        expect([run.id, item, kind, cell.isSame]).toEqual([run.id, item, kind, true]);
        for (const { user, item: chosen } of cell.entries) {
          entries++;
          if (user !== null && chosen !== null)
            expect(choices).toContain(`${user} ${chosen.id ?? item}`);
        }
      }
      expect(entries).toBeGreaterThan(ROWS);
    });

    it("leads from the list to who says so, and to a comparison, with the keyboard", async () => {
      const { page, problems } = await openPage(browser, url);
      await page.locator(".row a").first().waitFor();
      await page.keyboard.press("x");
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await page.keyboard.press("c");
      await page.locator(".pair").first().waitFor();
      await page.keyboard.press("Escape");
      await page.locator(".row a").first().waitFor();
      await page.keyboard.press("Enter");
      const why = page.getByRole("button", { name: /^Why item/ }).first();
      await why.focus();
      await page.keyboard.press("Enter");
      await page.locator(".details").getByText("recomputed: the same").waitFor();
      expect(await page.locator(".details tbody tr").count()).toBeGreaterThan(0);
      await page.close();
      expect(problems).toEqual([]);
    });

    it("shows a run that is appended", async () => {
      const { page, problems } = await openPage(browser, `${url}#/?descending=true`);
      await page.locator(".row a").first().waitFor();
      const id = "appended";
      await appendFile(path, `${JSON.stringify({ ...JSON.parse(lines[0] ?? ""), id })}\n`);
      await expect.poll(() => found(page).textContent()).toBe(String(runs.length + 1));
      await page.keyboard.press("Enter");
      await page.locator("h1", { hasText: id }).waitFor();
      await page.close();
      expect(problems).toEqual([]);
    });

    it("is accessible and not cut on a phone, and can be printed", async () => {
      const run = runs.find(({ steps }) => steps.length > 16) ?? runs[0];
      const { page } = await openPage(browser, openRun(run?.id ?? "", "?step=5"), {
        ...PHONE,
        bypassCSP: true,
      });
      await page.locator("#step-5.current").waitFor();
      await expectAccessible(page);
      await page.emulateMedia({ media: "print" });
      expect((await page.pdf()).length).toBeGreaterThan(10_000);
      await page.close();
    });
  },
);

interface RowPlace {
  readonly step: number;
  readonly item: string;
}

/** All numbers in a row of an evidence table, as the page shows them. */
async function readRow(page: Page, { step, item }: RowPlace): Promise<number[]> {
  const rows = page.locator(`#step-${step} .evidence tbody tr`);
  const row = rows.filter({ has: page.getByText(`[${item}]`, { exact: true }) });
  const texts = await row.locator(".cell > span").allTextContents();
  return texts.map((text) => Number(text.replace(/[#×,]/g, "")));
}

/** Kinds of the numbers in a row, as the page has them. */
async function kindsOf(id: string, { step, item }: RowPlace): Promise<string[]> {
  const text = await (await fetch(`${url}run?id=${encodeURIComponent(id)}`)).text();
  const { evidence } = JSON.parse(text).steps[step];
  const row = evidence.rows.find(({ itemId }: { itemId: string }) => itemId === item);
  return evidence.columns.flatMap(({ kind }: { kind: string }, at: number) =>
    row.cells[at] === null ? [] : [kind],
  );
}
