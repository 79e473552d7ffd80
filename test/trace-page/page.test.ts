import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toTrainingView } from "../../src/serve/traces/training/to-training-view.js";
import type { Trajectory } from "../../src/trajectory/trajectory.js";
import { teacherTrajectory } from "../distill/transcript/support.js";
import { HOSTILE, runTeacherWithData } from "../serve/traces/support.js";
import { BROWSER, NEEDS, openPage } from "../support/browser.js";
import { expectAccessible, expectNoOverflow, PHONE } from "./accessible.js";
import { openTracePages } from "./open-trace-pages.js";

let browser: Browser;
let url = "";
let teacher: Trajectory[] = [];
let close = async () => {};

beforeAll(async () => {
  if (BROWSER === undefined) return;
  const { trajectories, data } = await runTeacherWithData();
  teacher = trajectories;
  const hostile = teacherTrajectory({
    id: `hostile ${HOSTILE}`,
    status: "failed",
    error: HOSTILE,
    source: { graph: HOSTILE, fingerprint: HOSTILE, models: [HOSTILE], temperature: null },
    prompt: [{ role: "user", content: HOSTILE }],
    steps: hostileSteps(),
  });
  const many = Array.from({ length: 300 }, (_, at) =>
    teacherTrajectory({ id: `many ${at}`, task: null }),
  );
  ({ browser, url, fileUrl, close } = await openTracePages([...teacher, hostile, ...many], {
    data,
  }));
});
afterAll(() => close());

let fileUrl = "";

function hostileSteps(): Trajectory["steps"] {
  const about = { agent: HOSTILE, node: HOSTILE, round: 1 };
  const long = `${HOSTILE} ${"x".repeat(10_000_000)}`;
  return [
    { kind: "plan", content: `{"reasoning": ${JSON.stringify(HOSTILE)}}`, ...about },
    {
      kind: "tool_call",
      callId: "call_1",
      name: HOSTILE,
      arguments: { [HOSTILE]: HOSTILE },
      ...about,
    },
    {
      kind: "tool_response",
      callId: "call_1",
      name: HOSTILE,
      content: long,
      status: "error",
      ...about,
    },
  ];
}

const openRun = (id: string, rest = "") => `#/run/${encodeURIComponent(id)}${rest}`;
const rows = (page: Page) => page.locator(".row a");
const shownIds = (page: Page) => page.locator(".row .id").allTextContents();

describe.skipIf(BROWSER === undefined)(`the trace page${NEEDS}`, () => {
  describe.each(["served", "in one file"])("%s", (way) => {
    const start = () => (way === "served" ? url : fileUrl);

    it("lists, filters, sorts and searches", async () => {
      const { page, problems } = await openPage(browser, start());
      await rows(page).first().waitFor();
      const total = page.locator(".total dd").first();
      expect(await total.textContent()).toBe(String(teacher.length + 301));
      await page.getByRole("combobox", { name: "Status" }).selectOption("failed");
      await expect.poll(() => total.textContent()).toBe("1");
      await page.getByRole("button", { name: "Clear" }).click();
      await page.getByRole("combobox", { name: "Rank of ★" }).selectOption("1");
      const first = teacher.filter(({ outcome }) => outcome?.rank === 1);
      // The others are copies of one run with rank 1.
      await expect.poll(() => total.textContent()).toBe(String(first.length + 301));
      await page.getByRole("combobox", { name: "Rank of ★" }).selectOption("");
      await page.getByLabel("Search in all text").fill("MANY 29");
      await expect.poll(() => total.textContent()).toBe("11");
      expect(await page.locator(".row mark").first().textContent()).toBe("many 29");
      expect(page.url()).toContain("text=MANY+29");
      await page.close();
      expect(problems).toEqual([]);
    });

    it("shows a run by its address, with path, timeline, ranks and transcript", async () => {
      const run = teacher.find(({ steps }) => steps.some(({ round }) => round > 1)) ?? teacher[0]!;
      const { page, problems } = await openPage(browser, start() + openRun(run.id, "?step=4"));
      await page.locator("h1", { hasText: run.id }).waitFor();
      const sections = await page.locator("section h2").allTextContents();
      expect(sections).toEqual([
        "Result",
        "Path",
        "Timeline",
        "Ranks",
        "Reflection",
        "As training data",
        "Transcript",
      ]);
      expect(await page.locator(".step").count()).toBe(run.steps.length);
      expect(await page.locator(".step.current").getAttribute("id")).toBe("step-4");
      const place = await page.locator("#step-4").boundingBox();
      expect(place?.y).toBeLessThan(900);
      expect(place?.y).toBeGreaterThan(0);
      const ranking = await page
        .locator("section[aria-label=Result] ol .item-id")
        .allTextContents();
      expect(ranking).toEqual(run.outcome?.ranking.map((id) => `[${id}]`));
      await page.getByRole("button", { name: "what the model was told" }).first().click();
      const told = page.locator(".call pre").first();
      expect(await told.textContent()).toContain(run.prompt[0]?.content.slice(0, 40));
      await page.close();
      expect(problems).toEqual([]);
    });

    it("shows a run as training data, trained and masked", async () => {
      const run = teacher.find(({ outcome }) => outcome?.rank === 1) ?? teacher[0]!;
      const { page, problems } = await openPage(browser, start() + openRun(run.id));
      await page.locator(".training summary").click();
      const row = page.locator(".linear").first();
      await row.waitFor();
      const [single] = toTrainingView(run, undefined).renderings;
      const parts = single?.rows[0]?.parts ?? [];
      const trained = parts.filter(({ isTrained }) => isTrained).map(({ text }) => text);
      expect(await row.locator(".trained").allTextContents()).toEqual(trained);
      expect(await row.locator(".masked").count()).toBe(parts.length - trained.length);
      await page.getByRole("button", { name: /conversations/ }).click();
      await expect.poll(() => page.locator(".linear").count()).toBeGreaterThan(1);
      await page.close();
      expect(problems).toEqual([]);
    });

    it("shows a row as the file of a trainer, or says how to see it", async () => {
      const run = teacher.find(({ outcome }) => outcome?.rank === 1) ?? teacher[0]!;
      const { page, problems } = await openPage(browser, start() + openRun(run.id));
      await page.locator(".training summary").click();
      await page.getByRole("button", { name: "llamafactory" }).first().click();
      const form = page.getByRole("region", { name: "Row for llamafactory" });
      const hint = page.getByText("star trace FILE --open");
      await form.or(hint).first().waitFor();
      if (await form.isVisible()) {
        const row = JSON.parse((await form.textContent()) ?? "");
        expect(row.conversations.at(-1).value).toContain("<recommend>");
      } else {
        expect(start()).toBe(fileUrl);
      }
      await page.close();
      expect(problems).toEqual([]);
    });

    it("does nothing that a text asks for", async () => {
      const { page, problems } = await openPage(browser, start());
      await page.getByRole("combobox", { name: "Status" }).selectOption("failed");
      await expect.poll(() => page.locator(".total dd").first().textContent()).toBe("1");
      await rows(page).first().click();
      await page.locator(".step").first().waitFor();
      await page.locator(".task summary").click();
      await page.getByRole("button", { name: /show all [\d,]+ characters/ }).waitFor();
      const text = await page.locator("#step-0 .prose").textContent();
      expect(text).toContain('<img src=x onerror="window.wasAttacked = 1">');
      expect(text).toContain("\\u202e");
      expect(await page.evaluate("window.wasAttacked")).toBeUndefined();
      expect(await page.locator("img, iframe, object, embed").count()).toBe(0);
      expect(
        await page
          .locator("a")
          .evaluateAll((links) => links.map((link) => (link as { protocol?: string }).protocol)),
      ).not.toContain("javascript:");
      await page.close();
      expect(problems).toEqual([]);
    });
  });

  it("is used with the keyboard", async () => {
    const { page, problems } = await openPage(browser, url);
    await rows(page).first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.locator("h1", { hasText: teacher[1]?.id ?? "" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.locator("#step-1.current").waitFor();
    expect(page.url()).toContain("step=1");
    await page.keyboard.press("ArrowRight");
    await page.locator("h1", { hasText: teacher[2]?.id ?? "" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.press("/");
    await page.keyboard.type("jkn?");
    await expect.poll(() => page.url()).toContain("text=jkn");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator(".totals").count()).toBe(1);
    await page.close();
    expect(problems).toEqual([]);
  });

  it("goes from hit to hit in a run", async () => {
    const run = teacher[0]!;
    const { page } = await openPage(browser, url + openRun(run.id, "?text=evidence"));
    await page.locator("mark").first().waitFor();
    const count = await page.locator("mark").count();
    const current = () =>
      page
        .locator("mark")
        .evaluateAll((marks) => marks.findIndex((mark) => mark.classList.contains("current")));
    await page.keyboard.press("n");
    expect(await current()).toBe(0);
    await page.keyboard.press("n");
    expect(await current()).toBe(1);
    await page.keyboard.press("N");
    await page.keyboard.press("N");
    expect(await current()).toBe(count - 1);
    await page.close();
  });

  it("keeps only the rows that can be seen, also at the end of the list", async () => {
    const { page } = await openPage(browser, url);
    await rows(page).first().waitFor();
    await page.evaluate("scrollTo(0, document.body.scrollHeight)");
    await expect.poll(() => shownIds(page)).toContain("many 299");
    expect(await rows(page).count()).toBeLessThan(60);
    await page.close();
  });

  it.each([
    ["a desktop in light", { colorScheme: "light" }],
    ["a desktop in the dark", { colorScheme: "dark" }],
    ["a phone", { ...PHONE, colorScheme: "light" }],
  ] as const)(
    "is accessible and not cut on %s",
    async (_, options) => {
      // The tool that checks is itself a script, which the policy would refuse.
      const { page } = await openPage(browser, url, { ...options, bypassCSP: true });
      await rows(page).first().waitFor();
      await expectAccessible(page);
      const id = teacher[0]?.id ?? "";
      await page.goto(url + openRun(id));
      await page.locator("h1", { hasText: id }).waitFor();
      await page.getByRole("button", { name: "what the model was told" }).first().click();
      await page.locator(".training summary").click();
      await page.locator(".linear").first().waitFor();
      await page.locator(".cell").last().click();
      await page.getByText("recomputed: the same").waitFor();
      await expectAccessible(page);
      await page.close();
    },
    240_000,
  );

  it("shows the interactions behind a number, below its row", async () => {
    const run = teacher[0]!;
    const { page, problems } = await openPage(browser, url + openRun(run.id));
    const table = page.locator(".evidence", { hasText: "all users" }).first();
    await table.locator(".cell").last().click();
    const details = table.locator(".details");
    await details.getByText("recomputed: the same").waitFor();
    const value = await table.locator(".cell[aria-expanded=true] .value").textContent();
    // The last column is that of all users who chose the item.
    expect(await details.locator(".entries tbody tr").count()).toBe(Number(value));
    expect(await details.locator(".entries tbody td").last().textContent()).toMatch(/^\d{4}-\d\d-/);
    await expectNoOverflow(page);
    await table.locator(".cell[aria-expanded=true]").click();
    await expect.poll(() => details.count()).toBe(0);
    await page.close();
    expect(problems).toEqual([]);
  });

  it("leads from the list to the users behind the third place in two clicks", async () => {
    const { page, problems } = await openPage(browser, url);
    await rows(page).first().click();
    const third = page.locator("section[aria-label=Result] ol li").nth(2);
    await third.getByRole("button", { name: /^Why item/ }).click();
    const details = page.locator(".details");
    await details.getByText("recomputed: the same").waitFor();
    const id = await third.locator(".item-id").textContent();
    expect(await details.locator(".item-id").first().textContent()).toBe(id);
    expect(await details.locator(".entries thead th").first().textContent()).toBe("user");
    expect(await details.locator(".entries tbody tr").count()).toBeGreaterThan(0);
    const place = await details.boundingBox();
    expect(place?.y).toBeLessThan(900);
    await page.close();
    expect(problems).toEqual([]);
  });

  it("says how to see the interactions behind a number of a page in one file", async () => {
    const { page, problems } = await openPage(browser, fileUrl + openRun(teacher[0]?.id ?? ""));
    await page.locator(".cell").first().click();
    await page.getByText("--open --dataset NAME").waitFor();
    await page.close();
    expect(problems).toEqual([]);
  });

  it("can be printed whole", async () => {
    const id = teacher[0]?.id ?? "";
    const { page } = await openPage(browser, url + openRun(id));
    await page.locator("h1", { hasText: id }).waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".bar").isVisible()).toBe(false);
    expect(await page.locator(".run-bar").isVisible()).toBe(false);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    await page.close();
  });

  it("says what is wrong with an address", async () => {
    const { page } = await openPage(browser, url + openRun("nothing"));
    expect(await page.getByRole("alert").textContent()).toContain('The file has no run "nothing".');
    await page.close();
  });
});
