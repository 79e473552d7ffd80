import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeLeftovers } from "../src/leftovers.js";

let folder: string;
let ended: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-leftovers-"));
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "close");
  ended = child.pid ?? 0;
});
afterEach(() => rm(folder, { recursive: true }));

async function create(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "from"), name);
  }
}

const remove = () => removeLeftovers(join(folder, "export"));

describe("removeLeftovers", () => {
  it("removes folders of processes that have ended, and no others", async () => {
    const kept = ["export", `export.${process.pid}.partial`, "export.x.partial", "other.1.partial"];
    await create(...kept, `export.${ended}.partial`, `export.${ended}.partial.old`);
    expect(await remove()).toEqual([`export.${ended}.partial`, `export.${ended}.partial.old`]);
    expect((await readdir(folder)).toSorted()).toEqual(kept.toSorted());
  });

  it("gives the replaced folder its name back if the new one has not got it", async () => {
    await create(`export.${ended}.partial`, `export.${ended}.partial.old`);
    await remove();
    expect(await readdir(folder)).toEqual(["export"]);
    expect(await readdir(join(folder, "export"))).toEqual(["from"]);
  });

  it("accepts a parent folder that does not exist", async () => {
    expect(await removeLeftovers(join(folder, "a", "b"))).toEqual([]);
  });
});
