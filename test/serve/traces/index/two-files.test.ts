import { appendFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTraceStore } from "../../../../src/serve/traces/index/trace-store.js";
import { toTrajectoryLine } from "../../../../src/trajectory/trajectory-line.js";
import { teacherTrajectory } from "../../../distill/transcript/support.js";
import { createFolder } from "../support.js";

const ALL = { from: 0, limit: 100 };
const line = (id: string, change = {}) => toTrajectoryLine(teacherTrajectory({ id, ...change }));

async function openTwo(one: readonly string[], other: readonly string[]) {
  const folder = await createFolder();
  const [first, second] = [join(folder, "one.jsonl"), join(folder, "other.jsonl")];
  await writeFile(first, one.map((id) => line(id)).join(""));
  await writeFile(second, other.map((id) => line(id, { error: "needle" })).join(""));
  const store = await openTraceStore([first, second], { cacheDir: folder });
  const keys = async (query = {}) => (await store.list(query, ALL)).runs.map(({ key }) => key);
  const idAt = async (run: string | number) =>
    JSON.parse((await store.read(run))?.line ?? "null")?.id;
  return { first, second, store, keys, idAt };
}

describe("openTraceStore with two files", () => {
  it("lists the runs of both, with the file of each", async () => {
    const { store, keys } = await openTwo(["a", "b"], ["b", "c"]);
    const list = await store.list({}, ALL);
    expect(list).toMatchObject({
      files: ["one.jsonl", "other.jsonl"],
      all: 4,
      totals: { runs: 4 },
    });
    expect(list.runs.map(({ id, file, position }) => [id, file, position])).toEqual([
      ["a", 0, 0],
      ["b", 0, 1],
      ["b", 1, 0],
      ["c", 1, 1],
    ]);
    expect(await keys({ sort: "id" })).toEqual(["a", "b", "2:b", "2:c"]);
    expect(await keys({ file: "2" })).toEqual(["2:b", "2:c"]);
    expect(await keys({ file: "1", descending: true })).toEqual(["b", "a"]);
  });

  it("reads a run by its key, and names the one with the same id in the other file", async () => {
    const { store, idAt } = await openTwo(["a", "b", "2:b"], ["b", "c"]);
    expect(await store.read("b")).toMatchObject({
      position: 1,
      counterpart: { key: "2:b", file: "other.jsonl" },
    });
    expect(await store.read("2:b")).toMatchObject({
      position: 0,
      counterpart: { key: "b", file: "one.jsonl" },
    });
    expect((await store.read("2:c"))?.counterpart).toBeNull();
    // An id that looks like the key of another run.
    expect(await idAt("1:2:b")).toBe("2:b");
    expect(await idAt(3)).toBe("b");
    expect(await store.read("3:b")).toBeUndefined();
    expect(await store.read("c")).toBeUndefined();
  });

  it("searches both, and follows both", async () => {
    const { first, second, store, keys } = await openTwo(["a"], ["b"]);
    const find = async () => {
      while ((await store.list({ text: "needle" }, ALL)).searched < 1);
      return keys({ text: "needle" });
    };
    expect(await find()).toEqual(["2:b"]);
    const look = await store.look();
    await appendFile(first, line("c", { error: "needle" }));
    await appendFile(second, line("d"));
    const next = await store.look(look);
    expect(next.added).toEqual([
      { position: 1, id: "c" },
      { position: 3, id: "d" },
    ]);
    expect([next.isReplaced, next.version === look.version]).toEqual([false, false]);
    expect(await find()).toEqual(["c", "2:b"]);
    await writeFile(`${second}.new`, line("e"));
    await rename(`${second}.new`, second);
    const last = await store.look(next);
    expect([last.isReplaced, last.added]).toEqual([true, [{ position: 2, id: "e" }]]);
  });

  it("shows the paths of files with the same name", async () => {
    const [one, other] = [await createFolder(), await createFolder()].map((folder) =>
      join(folder, "runs.jsonl"),
    );
    for (const path of [one, other]) await writeFile(path ?? "", line("a"));
    const store = await openTraceStore([one ?? "", other ?? ""], {
      cacheDir: await createFolder(),
    });
    expect((await store.list({}, ALL)).files).toEqual([one, other]);
  });
});
