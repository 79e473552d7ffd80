import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createFolder, SMALL, star } from "./support.js";

const PROGRAM = ["--import", import.meta.resolve("tsx"), "src/cli/main.ts"];
const RUNS = 24;
const WORK = ["teach", "--tasks", "1", "--samples", `${RUNS}`, "--max-reflections", "0", ...SMALL];

async function linesOf(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").slice(0, -1);
}

/** Runs the program in a process until it has added two lines, then sends a signal. */
async function interrupt(path: string, signal: NodeJS.Signals) {
  const before = (await linesOf(path)).length;
  const child = spawn(process.execPath, [...PROGRAM, ...WORK, "--out", path]);
  const printed = { out: "", notes: "" };
  child.stdout.on("data", (chunk) => (printed.out += String(chunk)));
  child.stderr.on("data", (chunk) => (printed.notes += String(chunk)));
  while ((await linesOf(path)).length < before + 2) {
    if (child.exitCode !== null) throw new Error(printed.notes);
    await setTimeout(5);
  }
  child.kill(signal);
  await once(child, "close");
  return { ...printed, code: child.exitCode };
}

describe("star teach, interrupted", () => {
  it(
    "loses and repeats no trajectory after SIGKILL, SIGTERM or SIGINT",
    { timeout: 60_000 },
    async () => {
      const path = join(await createFolder(), "teacher.jsonl");
      expect((await interrupt(path, "SIGKILL")).code).toBeNull();
      expect((await linesOf(path)).length).toBeLessThan(RUNS);

      expect((await interrupt(path, "SIGTERM")).code).toBe(130);
      const stopped = await interrupt(path, "SIGINT");
      expect(stopped.code).toBe(130);
      expect(stopped.notes).toContain("Finishing the work in progress");
      expect(stopped.out).toContain("Run the same command again");
      expect(await readFile(path, "utf8")).toMatch(/\n$/);

      expect((await star(WORK, ["--out", path])).code).toBe(0);
      const ids = (await linesOf(path)).map((line) => JSON.parse(line).id);
      expect([ids.length, new Set(ids).size]).toEqual([RUNS, RUNS]);
    },
  );
});
