import { createHash } from "node:crypto";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { renderReportHtml } from "../../src/evaluation/report-html.js";
import { makeReport, makeRow } from "./support.js";

const HOSTILE = [
  `<script>alert("name")</script>`,
  `</svg></style></title><img src=x onerror=alert(1)>`,
  `" onload="alert(1)`,
  `&lt;script&gt;`,
];

describe("renderReportHtml", () => {
  it("is self-contained: its own script and style by their hashes, and nothing from elsewhere", async () => {
    const page = await renderReportHtml(makeReport([makeRow("ease"), makeRow("teacher")]));
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<(img|iframe|object)\b|\bsrc=|url\(|@import| style="| on\w+="/);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, target = ""]) => target);
    expect(links.filter((target) => target !== "data:," && !target.startsWith("#"))).toEqual([]);
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    for (const name of ["script", "style"]) {
      const own = [...page.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, "g"))];
      expect(own).toHaveLength(1);
      const hash = createHash("sha256")
        .update(own[0]?.[1] ?? "")
        .digest("base64");
      expect(policy).toContain(`${name}-src 'sha256-${hash}'`);
    }
  });

  it("has every policy in a table and three labeled plots, each for wide and for narrow screens", async () => {
    const report = makeReport([makeRow("ease"), makeRow("teacher", { note: "simulated" })]);
    const { document } = parseHTML(await renderReportHtml(report));
    const policies = [...document.querySelectorAll("tbody th")].map((cell) => cell.textContent);
    expect(policies).toEqual(["ease", "teacher", "teacher over ease"]);
    const labels = [...document.querySelectorAll(".wide svg[role=img]")].map((plot) =>
      plot.getAttribute("aria-label"),
    );
    expect(labels).toEqual([
      "HR of each policy with its 95% interval",
      "Differences in HR between policies with their 95% intervals",
      "HR against latency for a task, on a logarithmic scale",
    ]);
    expect(document.querySelectorAll(".narrow svg[role=img]")).toHaveLength(labels.length);
    expect(document.querySelector(".remarks li")?.textContent).toBe("teacher: simulated.");
  });

  it("draws a curve per student and stage of training, by percent, and none without trainings", async () => {
    const report = makeReport([makeRow("student:a"), makeRow("student:b")]);
    const sft = [
      { stage: "sft" as const, at: 100, HR: 0.4 },
      { stage: "sft" as const, at: 200, HR: 0.6 },
    ];
    const training = [
      { policy: "student:a", validationTasks: 300, points: sft },
      {
        policy: "student:b",
        validationTasks: 500,
        points: [...sft, { stage: "rl" as const, at: 5, HR: 0.61 }],
      },
    ];
    const { document } = parseHTML(await renderReportHtml({ ...report, training }));
    const section = document.querySelector("section[aria-labelledby=training]");
    expect(section?.textContent).toContain("HR on 300 to 500 validation tasks");
    const plots = [...section!.querySelectorAll(".wide svg[role=img]")];
    expect(plots.map((plot) => plot.getAttribute("aria-label"))).toEqual([
      "HR on validation tasks during SFT",
      "HR on validation tasks during reinforcement learning",
    ]);
    expect(plots.map((plot) => plot.querySelectorAll("circle").length)).toEqual([4, 1]);
    const names = section!.querySelectorAll(".narrow .key li");
    expect([...names].map(({ textContent }) => textContent)).toEqual([
      "student:a",
      "student:b",
      "student:b",
    ]);
    const without = parseHTML(await renderReportHtml(report)).document;
    expect(without.querySelector("[aria-labelledby=training]")).toBeNull();
  });

  it("has an axis of whole numbers for a single policy", async () => {
    const report = makeReport([makeRow("ease", { HR: 1 / 6 })]);
    const { document } = parseHTML(await renderReportHtml(report));
    const plot = document.querySelector("section[aria-labelledby=latency] .wide svg");
    expect(plot?.textContent).toContain("16");
    expect(plot?.textContent).not.toContain("16.66");
  });

  it("labels simulated latency", async () => {
    const teacher = makeRow("teacher", { simulatedLatencyMs: { p50: 14_900, p95: 23_700 } });
    const report = makeReport([makeRow("ease"), teacher]);
    const simulation = { callMs: 300, tokenMs: 15 };
    const { document } = parseHTML(await renderReportHtml({ ...report, simulation }));
    const cells = (row: number, kind: string) =>
      [...document.querySelectorAll("tr")[row]!.querySelectorAll(kind)]
        .slice(-2)
        .map((cell) => cell.textContent.trim());
    expect(cells(0, "th")).toEqual(["simulated p50", "simulated p95"]);
    expect(cells(1, "td")).toEqual(["–", "–"]);
    expect(cells(2, "td")).toEqual(["15 s", "24 s"]);
    expect(document.querySelector("caption")?.textContent).toContain("Simulated latency: a model");
  });

  it("shows hostile names as text only", async () => {
    const rows = HOSTILE.map((name) => makeRow(name, { note: name }));
    const page = await renderReportHtml(makeReport(rows, { dataset: HOSTILE[1]! }));
    const { document } = parseHTML(page);
    expect(document.querySelectorAll("script")).toHaveLength(1);
    expect(document.querySelectorAll("img")).toHaveLength(0);
    expect([...document.querySelectorAll("[onload], [onerror]")]).toEqual([]);
    expect(page).not.toMatch(/<script>alert|<img/);
    const cells = [...document.querySelectorAll("tbody th")].map((cell) => cell.textContent);
    expect(cells.slice(0, 4)).toEqual(HOSTILE);
    expect(document.querySelector("h1")?.textContent).toContain(HOSTILE[1]);
    expect(document.querySelectorAll(".wide svg")).toHaveLength(3);
  });

  it("marks synthetic data in title and text", async () => {
    const report = makeReport([makeRow("ease")], { synthetic: true });
    const { document } = parseHTML(await renderReportHtml(report));
    expect(document.title).toBe("Recommendation report: tiny (synthetic)");
    expect(document.querySelector(".warning")?.textContent).toContain("Synthetic data");
  });

  it("leaves out plots without data", async () => {
    const untimed = makeRow("silent", { latencyMs: { p50: null, p95: null } });
    const { document } = parseHTML(await renderReportHtml(makeReport([untimed])));
    expect(document.querySelectorAll(".wide svg")).toHaveLength(1);
  });

  it("draws extreme values without invalid numbers", async () => {
    const instant = makeRow("instant", { latencyMs: { p50: 0, p95: 0 }, HR: 1 });
    const slow = makeRow("slow", { latencyMs: { p50: 461_000, p95: 900_000 }, HR: 0 });
    for (const rows of [[instant], [instant, slow]]) {
      const [content] = (await renderReportHtml(makeReport(rows))).split("<script>");
      expect(content).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it("gives the same page for the same report", async () => {
    const report = makeReport([makeRow("ease"), makeRow("teacher")]);
    expect(await renderReportHtml(report)).toBe(await renderReportHtml(report));
  });
});
