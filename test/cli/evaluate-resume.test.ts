import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.js";
import { reportSchema } from "../../src/evaluation/report-schema.js";
import { reply, startServer } from "../models/endpoint/server.js";
import { offlineCompletion } from "../support/offline-server.js";
import { createFolder, ioOf, SMALL, star, starWith } from "./support.js";

const POLICIES = "random,teacher,teacher:no-reflection";
const WORK = ["evaluate", "--tasks", "8", "--json", "--policy", POLICIES, ...SMALL];
const TOTAL = 3 * 8;

const linesOf = async (folder: string) =>
  (await readFile(join(folder, "records.jsonl"), "utf8").catch(() => "")).split("\n").slice(0, -1);

/** The files of a report without measured latencies. */
async function filesOf(folder: string) {
  const read = (name: string) => readFile(join(folder, name), "utf8");
  const report = reportSchema.parse(JSON.parse(await read("report.json")));
  const rows = report.rows.map((row) => ({ ...row, latencyMs: null }));
  return { report: JSON.stringify({ ...report, rows }), behavior: await read("behavior.json") };
}

/** An evaluation that was not interrupted. */
const whole = (async () => {
  const folder = await createFolder();
  await star(WORK, ["--out", folder]);
  return { folder, files: await filesOf(folder) };
})();

/** Runs the command until a note contains a text, then interrupts it. */
async function interrupt(folder: string, text: string) {
  const controller = new AbortController();
  const notes: string[] = [];
  const note = (line: string) => {
    notes.push(line);
    if (line.includes(text)) controller.abort();
  };
  const io = ioOf({ note, listenForInterrupt: () => controller.signal });
  const code = await run([...WORK, "--out", folder], io);
  return { code, notes: notes.join("\n"), kept: (await linesOf(folder)).length };
}

describe("star evaluate --out, interrupted", { timeout: 300_000 }, () => {
  it("says what it keeps, and continues with what is missing", async () => {
    const folder = await createFolder();
    // 24 tasks: the tenths are at 3, 5, 8, 10, 12, ... finished tasks.
    const first = await interrupt(folder, "evaluate teacher 10/24");
    expect(first.code).toBe(130);
    const [, kept = ""] = /records\.jsonl keeps (\d+) of 24 results\. Run/.exec(first.notes) ?? [];
    expect(Number(kept)).toBeGreaterThanOrEqual(10);
    expect(Number(kept)).toBeLessThan(TOTAL);
    expect(first.kept).toBe(1 + 2 + Number(kept)); // and the configurations
    const before = await readFile(join(folder, "records.jsonl"), "utf8");

    const { code, out, notes } = await star(WORK, ["--out", folder]);
    expect(code).toBe(0);
    expect(notes).toContain(
      `${kept} of 24 results are kept from before; ${TOTAL - Number(kept)} are missing.`,
    );
    expect(await filesOf(folder)).toEqual((await whole).files);
    expect(JSON.parse(out).rows).toHaveLength(3);
    const after = await readFile(join(folder, "records.jsonl"), "utf8");
    expect(after.startsWith(before)).toBe(true);
    expect(await linesOf(folder)).toHaveLength(1 + 3 + TOTAL);
  });

  it("continues after SIGKILL", async () => {
    const folder = await createFolder();
    const program = ["--import", import.meta.resolve("tsx"), "src/cli/main.ts"];
    const child = spawn(process.execPath, [...program, ...WORK, "--out", folder]);
    while ((await linesOf(folder)).length < 1 + 2 + 8 + 2) {
      if (child.exitCode !== null) throw new Error("It ended before it could be killed.");
      await setTimeout(1);
    }
    child.kill("SIGKILL");
    await once(child, "close");
    expect((await linesOf(folder)).length).toBeLessThan(1 + 3 + TOTAL);
    expect((await star(WORK, ["--out", folder])).code).toBe(0);
    expect(await filesOf(folder)).toEqual((await whole).files);
  });

  it("repeats the task of an incomplete last line", async () => {
    const folder = await createFolder();
    await star(WORK, ["--out", folder]);
    const path = join(folder, "records.jsonl");
    const text = await readFile(path, "utf8");
    await truncate(path, text.length - 20);
    const { code, notes } = await star(WORK, ["--out", folder]);
    expect(code).toBe(0);
    const cut = text.trimEnd().split("\n").at(-1)!.length + 1 - 20;
    expect(notes).toContain(`an incomplete last line of ${cut} bytes was removed.`);
    expect(notes).toContain("23 of 24 results are kept from before; 1 are missing.");
    expect(await filesOf(folder)).toEqual((await whole).files);
  });

  it("asks no policy twice, reports the same, and evaluates policies that are added", async () => {
    const { folder, files } = await whole;
    const before = await linesOf(folder);
    const again = await star(WORK, ["--out", folder]);
    expect(again.notes).toContain(
      "24 of 24 results are kept from before. Delete the file to evaluate again.",
    );
    expect(await filesOf(folder)).toEqual(files);
    expect(await linesOf(folder)).toEqual(before);

    const other = await createFolder();
    await star(WORK, ["--out", other]);
    const line = ["evaluate", "--tasks", "8", "--policy", "popularity,random", ...SMALL];
    const { notes } = await star(line, ["--out", other]);
    expect(notes).toContain("8 of 16 results are kept from before; 8 are missing.");
    expect(await linesOf(other)).toHaveLength(before.length + 1 + 8);
  });

  it.each([
    { change: ["--seed", "2"], difference: "seed 1, now 2" },
    { change: ["--split", "validation"], difference: 'split "test", now "validation"' },
    { change: ["--tasks", "9"], difference: "tasks 8, now 9" },
    { change: ["--draws", "2"], difference: "draws 1, now 2" },
    { change: ["--interactions", "801"], difference: "index " },
    { change: ["--temperature", "0.5"], difference: "teacher: temperature 0, now 0.5" },
    { change: ["--simulate-latency"], difference: 'simulation null, now {"callMs":300' },
  ])("refuses the folder of another evaluation: $change", async ({ change, difference }) => {
    const { folder, files } = await whole;
    const before = await linesOf(folder);
    const { code, out } = await star(WORK, ["--out", folder], change);
    expect(code).toBe(1);
    const { error } = JSON.parse(out);
    expect(error.code).toBe("FILE_EXISTS");
    expect(error.message).toContain("records.jsonl has records of another evaluation: ");
    expect(error.message).toContain(difference);
    expect(await linesOf(folder)).toEqual(before);
    expect(await filesOf(folder)).toEqual(files);
  });

  it("refuses another model or server, and keeps secrets out of the folder", async () => {
    const folder = await createFolder();
    const { baseUrl } = await startServer(async (response, _, { body }) =>
      reply(response, await offlineCompletion(body)),
    );
    const line = ["evaluate", "--tasks", "2", "--json", "--policy", "plain", ...SMALL];
    const model = ["--model", "openai:any", "--base-url", baseUrl, "--out", folder];
    expect((await starWith({ OPENAI_API_KEY: "secret" }, line, model)).code).toBe(0);
    const text = (await linesOf(folder)).join("\n");
    expect(text).toContain(baseUrl);
    expect(text).not.toContain("secret");
    const other = await star(line, model, ["--base-url", "http://127.0.0.1:1/v1"]);
    expect(other.out).toContain(`plain: server \\"${baseUrl}\\", now \\"http://127.0.0.1:1/v1\\"`);
    const named = await star(line, model, ["--model", "openai:other"]);
    expect(named.out).toContain('plain: model \\"openai:any\\", now \\"openai:other\\"');
  });

  it("refuses a file of rankings that was changed", async () => {
    const folder = await createFolder();
    const path = join(folder, "ranks.csv");
    await star("data tasks --tasks 2", SMALL, ["--out", join(folder, "tasks")]);
    const tasks = (await readFile(join(folder, "tasks", "tasks.jsonl"), "utf8")).trimEnd();
    const rows = tasks.split("\n").flatMap((text) => {
      const { task_id: id, candidates } = JSON.parse(text);
      return candidates.map((item: string, index: number) => `${id},${item},${index}`);
    });
    const line = ["evaluate", "--tasks", "2", "--policy", `mine=file:${path}`, ...SMALL];
    const evaluateBy = async (order: "rank" | "score") => {
      await writeFile(path, [`task_id,item_id,${order}`, ...rows].join("\n"));
      return star(line, ["--out", join(folder, "out")]);
    };
    expect((await evaluateBy("rank")).code).toBe(0);
    const changed = await evaluateBy("score");
    expect(changed.code).toBe(1);
    expect(changed.notes).toMatch(/evaluation: mine: content "\w{16}", now "\w{16}"\./);
  });
});
