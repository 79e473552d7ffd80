import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockFile } from "../src/file-lock.js";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-lock-"));
  path = join(folder, "a.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const writeLock = (owner: object) => writeFile(`${path}.lock`, JSON.stringify(owner));
const owner = { id: "x", pid: process.pid, host: hostname(), since: "2026-01-02", started: null };

/** A pid that no process has any more. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "close");
  return child.pid ?? 0;
}

describe("lockFile", () => {
  it("rejects a second lock and says who holds the first, until it is released", async () => {
    const lock = await lockFile(path);
    await expect(lockFile(path)).rejects.toMatchObject({
      code: "FILE_IN_USE",
      fields: { pid: process.pid, host: hostname(), since: expect.stringMatching(/^\d{4}-/) },
    });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await (await lockFile(path)).release();
  });

  it("is one lock for two names of a file", async () => {
    await writeFile(path, "");
    await symlink(path, join(folder, "link"));
    const lock = await lockFile(join(folder, "link"));
    await expect(lockFile(path)).rejects.toThrow(`delete ${path}.lock`);
    await lock.release();
  });

  it.each([
    { what: "of this process", change: {} },
    { what: "of a process of another machine", change: { host: "elsewhere", pid: 1 } },
  ])("respects a lock $what", async ({ change }) => {
    await writeLock({ ...owner, ...change });
    await expect(lockFile(path)).rejects.toThrow(/since 2026-01-02/);
    expect(await readFile(`${path}.lock`, "utf8")).toContain("2026-01-02");
  });

  it("takes over the lock of a process that has ended, for one of several callers", async () => {
    await writeLock({ ...owner, pid: await endedPid() });
    const attempts = await Promise.allSettled([lockFile(path), lockFile(path), lockFile(path)]);
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await readdir(folder)).toEqual(["a.jsonl.lock"]);
  });

  it.runIf(process.platform === "linux")(
    "takes over a lock whose pid is another process now",
    async () => {
      await writeLock({ ...owner, started: "1" });
      await (await lockFile(path)).release();
    },
  );

  it("takes over a lock file without an owner only when it is old", async () => {
    await writeFile(`${path}.lock`, "");
    await expect(lockFile(path)).rejects.toThrow("by another process");
    await utimes(`${path}.lock`, 1, 1);
    await (await lockFile(path)).release();
  });

  it("deletes the lock when the process exits without releasing it", async () => {
    const module = new URL("../src/file-lock.ts", import.meta.url).href;
    const script = `const { lockFile } = await import(${JSON.stringify(module)}); await lockFile(${JSON.stringify(path)}); process.exit(3)`;
    const options = ["--import", import.meta.resolve("tsx"), "--input-type=module", "-e", script];
    const child = spawn(process.execPath, options, { stdio: "inherit" });
    expect((await once(child, "close"))[0]).toBe(3);
    expect(await readdir(folder)).toEqual([]);
  });
});
