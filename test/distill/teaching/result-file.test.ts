import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import {
  openResultFile,
  type ResultFile,
} from "../../../src/distill/teaching/results/result-file.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { taskOf, trajectoryOf } from "./support.js";

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "star-results-")), "out.jsonl");
});

const order = ["a", "b", "c", "d"];
const check = () => {};
const result = (id: string, status: Trajectory["status"] = "completed") =>
  trajectoryOf(taskOf(0), { id, status, error: status === "completed" ? null : "Error: no" });

const open = () => openResultFile({ path, order, check });
const read = async (file = path) =>
  (await readFile(file, "utf8"))
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .map(({ id, status }) => (status === "completed" ? id : `${id}!`))
    .join(" ");
const files = async () =>
  (await readdir(dirname(path))).map((name) => name.replace(basename(path), ""));

/** Ends a session as a kill does: the files stay as they are. */
async function kill(file: ResultFile): Promise<void> {
  const names = [path, `${path}.pending`];
  const contents = await Promise.all(names.map((name) => readFile(name)));
  await file.close();
  for (const [index, name] of names.entries()) await writeFile(name, contents[index] ?? "");
}

describe("a result file", () => {
  it("has the order of the tasks, in whatever order the results arrive", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(order), async (ids) => {
        await rm(path, { force: true });
        const file = await open();
        await Promise.all(ids.map((id) => file.add(result(id))));
        await file.close();
        expect(await read().catch(() => "")).toBe(order.filter((id) => ids.includes(id)).join(" "));
        expect(await files()).toEqual(ids.length === 0 ? [] : [""]);
      }),
      { numRuns: 40 },
    );
  });

  it("has each result on disk at once, and only those in their places in the file itself", async () => {
    const file = await open();
    await file.add(result("c"));
    await file.add(result("a"));
    await file.add(result("d"));
    expect([await read(), await read(`${path}.pending`)]).toEqual(["a", "c d"]);
    await file.add(result("b"));
    expect(await read()).toBe("a b c d");
    await file.close();
    expect(await files()).toEqual([""]);
  });

  it("loses no result in a kill, and places what was pending", async () => {
    const killed = await open();
    await killed.add(result("a"));
    await killed.add(result("c"));
    await kill(killed);
    await appendFile(`${path}.pending`, '{"schema":"star');
    const file = await open();
    expect(order.map((id) => file.statusOf(id))).toEqual([
      "completed",
      undefined,
      "completed",
      undefined,
    ]);
    await file.add(result("b"));
    expect(await read()).toBe("a b c");
    await file.close();
    expect([await read(), await files()]).toEqual(["a b c", [""]]);
  });

  it("replaces a failed result, also after a kill, and keeps its place", async () => {
    const first = await open();
    for (const id of order) await first.add(result(id, id === "b" ? "failed" : "completed"));
    await first.close();
    const killed = await open();
    expect(killed.statusOf("b")).toBe("failed");
    await killed.add(result("b", "truncated"));
    await killed.add(result("b"));
    expect(await read()).toBe("a b! c d");
    await kill(killed);
    const file = await open();
    expect(file.statusOf("b")).toBe("completed");
    await file.close();
    expect([await read(), await files()]).toEqual(["a b c d", [""]]);
  });

  it("keeps results that are not in the order behind the others", async () => {
    const other = await openResultFile({ path, order: ["x", "a"], check });
    await other.add(result("x"));
    await other.add(result("a", "failed"));
    await other.close();
    const file = await open();
    await file.add(result("a"));
    await file.close();
    expect(await read()).toBe("a x");
  });

  it("leaves pending results where they are if the file is too large to write anew", async () => {
    const file = await open();
    await file.add(result("a"));
    await file.add(result("c"));
    await file.close(100);
    expect([await read(), await read(`${path}.pending`)]).toEqual(["a", "c"]);
    await (await open()).close();
    expect([await read(), await files()]).toEqual(["a c", [""]]);
  });

  it("names every invalid line and a repeated id, and changes nothing", async () => {
    const line = JSON.stringify(result("a"));
    const content = `${line}\n{"id":"b"}\n\n${line}\n{"schema":"sta`;
    await writeFile(path, content);
    await expect(open()).rejects.toMatchObject({
      code: "TRAJECTORY_INVALID",
      problem: expect.stringMatching(/^Line 2 of .* The same is true of the lines 4\. Nothing/s),
      remedy: expect.stringContaining("sed -i.bak '2d;4d'"),
    });
    expect([await readFile(path, "utf8"), await files()]).toEqual([content, [""]]);
  });
});
