import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTrajectories } from "../../src/trajectory/trajectory-file.js";
import type { Trajectory } from "../../src/trajectory/trajectory.js";
import { withoutTiming } from "../distill/teaching/support.js";
import { NO_POSTGRES, usePostgres } from "../support/postgres.js";
import { createFolder, SMALL, star, starWith } from "./support.js";

const PROGRAM = ["--import", import.meta.resolve("tsx"), "src/cli/main.ts"];

async function read(path: string) {
  const found: Trajectory[] = [];
  for await (const trajectory of readTrajectories(path)) found.push(trajectory);
  return found.map(withoutTiming);
}

describe("star teach --queue", () => {
  it("needs an address of Postgres, and does not repeat a wrong one", async () => {
    const none = await star("teach --queue", SMALL);
    expect(none).toMatchObject({ code: 2 });
    expect(none.notes).toContain("STAR_QUEUE");
    const wrong = await star("teach --queue mysql://me:secret@host/db", SMALL);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.notes).not.toContain("secret");
  });

  it.each([
    ["--wait", "--wait and --out go together"],
    ["--out file.jsonl", "--wait and --out go together"],
    ["--concurrency 2", "--concurrency belongs to"],
    ["--max-cost 2", "--max-cost belongs to"],
  ])("refuses %s", async (flags, message) => {
    const refused = await star("teach --queue postgres://host/db", flags, SMALL);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.notes).toContain(message);
  });
});

describe.skipIf(NO_POSTGRES !== "")(`star teach --queue and star work${NO_POSTGRES}`, () => {
  const postgres = usePostgres();
  let folder: string;
  let database: Pool;
  const environment = () => ({ STAR_QUEUE: postgres().url });
  beforeAll(async () => {
    folder = await createFolder();
    database = new Pool({ connectionString: postgres().url });
    database.on("error", () => {}); // The server ends before it.
  });
  afterAll(() => database?.end());

  /** Starts `star work` in a process. */
  const startWorker = () => {
    const child = spawn(process.execPath, [...PROGRAM, "work", "--drain", "--poll", "0.2"], {
      env: { ...process.env, ...environment() },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let notes = "";
    child.stderr.on("data", (chunk: Buffer) => (notes += chunk.toString()));
    return { child, ended: once(child, "exit"), notes: () => notes };
  };
  const countResults = async () => {
    const { rows } = await database.query("SELECT count(*)::int AS count FROM star.result");
    return rows[0].count as number;
  };

  it(
    "writes the file of one run, with two workers of which one is killed",
    { timeout: 240_000 },
    async () => {
      const [own, queued] = [join(folder, "own.jsonl"), join(folder, "queued.jsonl")];
      const flags = [
        "--tasks",
        "30",
        "--samples",
        "2",
        "--temperature",
        "1",
        "--max-reflections",
        "0",
        ...SMALL,
      ];
      const teach = ["teach", "--queue", "--lease", "2", ...flags];
      const first = await starWith(environment(), teach, "--json");
      expect(JSON.parse(first.out)).toMatchObject({ total: 60, queued: 60 });
      const workers = [startWorker(), startWorker()];
      while ((await countResults()) < 10) await setTimeout(20);
      workers[0]!.child.kill("SIGKILL");
      const waited = await starWith(environment(), teach, "--wait", ["--out", queued]);
      expect(waited.out).toContain("60 of 60 trajectories");
      await Promise.all(workers.map(({ ended }) => ended));
      expect(workers[1]!.child.exitCode).toBe(0);

      await star("teach", flags, ["--out", own]);
      expect(await read(queued)).toEqual(await read(own));
      const { rows } = await database.query(
        "SELECT total, completed, waiting, running, dead FROM star.progress",
      );
      expect(rows).toEqual([{ total: 60, completed: "60", waiting: "0", running: "0", dead: "0" }]);

      const texts = [
        await readFile(queued, "utf8"),
        first.out,
        first.notes,
        waited.out,
        waited.notes,
      ];
      const { rows: stored } = await database.query(
        "SELECT to_jsonb(run)::text AS text FROM star.run",
      );
      texts.push(...workers.map(({ notes }) => notes()), ...stored.map(({ text }) => text));
      for (const text of texts) {
        expect(text).not.toContain(postgres().password);
        expect(text).not.toContain(decodeURIComponent(postgres().password));
      }
    },
  );

  it.each([
    ["another version", "version = '0.0.0'", "another version"],
    ["other data", "tasks_hash = 'abc'", "another dataset"],
    ["another teacher", "fingerprint = 'abc'", "another teacher"],
  ])("refuses the tasks of %s", async (_, change, message) => {
    await database.query("TRUNCATE star.run, star.result, star_jobs.job");
    await starWith(environment(), "teach --queue --tasks 2 --seed 7", SMALL);
    const before = await countResults();
    await database.query(`UPDATE star.run SET ${change}`);
    const refused = await starWith(environment(), "work --drain");
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.notes).toContain("QUEUE_MISMATCH");
    expect(refused.notes).toContain(message);
    expect(await countResults()).toBe(before);
  });
});
