import { appendFile, open, rename, rm, truncate, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSnippet, startSearch } from "../../../../src/serve/traces/index/search.js";
import { openTraceIndex } from "../../../../src/serve/traces/index/trace-index.js";
import { followStore, type StoreLook } from "../../../../src/serve/traces/index/store-look.js";
import { openTraceStore, type TraceStore } from "../../../../src/serve/traces/index/trace-store.js";
import { toTrajectoryLine } from "../../../../src/trajectory/trajectory-line.js";
import { teacherTrajectory } from "../../../distill/transcript/support.js";
import { hostileText } from "../../../support/hostile.js";
import { writeTrajectories } from "../support.js";

const ALL = { from: 0, limit: 100 };

async function searched(path: string, cacheDir: string, text: string): Promise<number[]> {
  const index = await openTraceIndex(path, { cacheDir });
  const search = startSearch(path, index, text);
  await search.done();
  return index.rows.flatMap((_, position) => (search.has(position) ? [position] : []));
}

describe("startSearch", () => {
  it("finds exactly the runs whose values contain a text, in any case", async () => {
    const errors = ["", "plain", "ÉTÉ “quoted”", 'a\\b "c"\n', "<b>&amp;</b>", "a.c", "猫"];
    const { path, cacheDir } = await writeTrajectories(
      errors.map((error, at) => teacherTrajectory({ id: `t${at}`, error })),
    );
    const find = (text: string) => searched(path, cacheDir, text);
    expect(await find("PLAIN")).toEqual([1]);
    expect(await find("été “q")).toEqual([2]);
    expect(await find('\\b "c"\n')).toEqual([3]);
    expect(await find("<b>&")).toEqual([4]);
    expect(await find("a.c")).toEqual([5]);
    expect(await find("猫")).toEqual([6]);
    expect(await find("temperature")).toEqual([]);
    expect(await find("film 29")).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("finds any part of any text", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, fc.nat(), fc.nat(), async (error, from, length) => {
        const { path, cacheDir } = await writeTrajectories([teacherTrajectory({ error })]);
        // Halves of characters have no lower case of their own.
        const wanted = Array.from(error)
          .slice(from % 9, (from % 9) + (length % 7) + 1)
          .join("");
        const isThere = error.toLowerCase().includes(wanted.toLowerCase());
        if (isThere) expect(await searched(path, cacheDir, wanted)).toEqual([0]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("openTraceStore", () => {
  it("lists a part of what a query finds, with totals, facets and snippets", async () => {
    const { path, cacheDir } = await writeTrajectories(
      Array.from({ length: 9 }, (_, at) =>
        teacherTrajectory({ id: `t${at}`, error: at > 4 ? "needle here" : null }),
      ),
    );
    const store = await openTraceStore(path, { cacheDir });
    const list = await store.list({ descending: true }, { from: 2, limit: 3 });
    expect(list.runs.map(({ id, position }) => [id, position])).toEqual([
      ["t6", 6],
      ["t5", 5],
      ["t4", 4],
    ]);
    expect(list).toMatchObject({
      file: "runs.jsonl",
      all: 9,
      from: 2,
      searched: 1,
      totals: { runs: 9 },
    });
    expect(list.facets.tool).toEqual(["lookup_user_history", "translate_evidence"]);
    let found = await store.list({ text: "NEEDLE" }, ALL);
    while (found.searched < 1) found = await store.list({ text: "NEEDLE" }, ALL);
    expect(found.runs.map(({ id, snippet }) => [id, snippet])).toEqual(
      [5, 6, 7, 8].map((at) => [`t${at}`, "needle here"]),
    );
  });

  it("shows and searches what was appended while it is open", async () => {
    const { path, cacheDir } = await writeTrajectories([teacherTrajectory({ id: "a" })]);
    const store = await openTraceStore(path, { cacheDir });
    await store.list({ text: "later" }, ALL);
    await appendFile(path, toTrajectoryLine(teacherTrajectory({ id: "b", error: "later" })));
    let list = await store.list({ text: "later" }, ALL);
    while (list.searched < 1) list = await store.list({ text: "later" }, ALL);
    expect(list.runs.map(({ id }) => id)).toEqual(["b"]);
    expect((await store.read("b"))?.position).toBe(1);
    expect(await store.read("c")).toBeUndefined();
    expect(await store.read(2)).toBeUndefined();
  });
});

describe("a file that changes while it is open", () => {
  const line = (id: string, change = {}) => toTrajectoryLine(teacherTrajectory({ id, ...change }));
  const idsOf = async (store: TraceStore) =>
    (await store.list({}, ALL)).runs.map(({ id, problem }) => id || problem);

  async function openStore(ids: readonly string[], options = {}) {
    const { path, cacheDir } = await writeTrajectories(ids.map((id) => teacherTrajectory({ id })));
    return { path, cacheDir, store: await openTraceStore(path, { cacheDir, ...options }) };
  }

  /** The runs that a look says were added, by id. */
  async function addedIds(store: TraceStore, look: StoreLook): Promise<string[]> {
    const lines = await Promise.all(look.added.map(({ position }) => store.read(position)));
    return lines.map((read) => JSON.parse(read?.line ?? "{}").id);
  }

  it("is read from where it was read to, and not again", async () => {
    const filler = "x".repeat(100_000);
    const { path, cacheDir } = await writeTrajectories(
      ["a", "old", "c"].map((id) => teacherTrajectory({ id, error: filler })),
    );
    const store = await openTraceStore(path, { cacheDir });
    const file = await open(path, "r+");
    const { buffer } = await file.read(Buffer.alloc(400_000), 0, 400_000, 0);
    await file.write("new", buffer.indexOf('"id":"old"') + 6);
    await file.close();
    await appendFile(path, line("d"));
    expect(await idsOf(store)).toEqual(["a", "old", "c", "d"]);
    await store.close();
    // The extended index was kept.
    const again = await openTraceStore(path, { cacheDir });
    expect(await idsOf(again)).toEqual(["a", "old", "c", "d"]);
  });

  it("shows no line before it is whole, and every line once", async () => {
    const { path, store } = await openStore(["a"]);
    const first = await store.look();
    const text = line("b");
    await appendFile(path, text.slice(0, 50));
    expect((await store.look(first)).added).toEqual([]);
    await appendFile(path, text.slice(50).trimEnd());
    const second = await store.look(first);
    expect(await addedIds(store, second)).toEqual(["b"]);
    await appendFile(path, `\n${line("c")}`);
    const third = await store.look(second);
    expect([await addedIds(store, third), third.isReplaced]).toEqual([["c"], false]);
    expect((await store.look(third)).version).toBe(third.version);
  });

  it("is read anew when it is truncated or replaced; runs that are in it still are not new", async () => {
    const { path, store } = await openStore(["a", "b", "c"]);
    const first = await store.look();
    await appendFile(path, line("d"));
    await store.look();
    // The same runs in another order and one more, as star teach arranges its file.
    await writeFile(`${path}.new`, ["c", "a", "d", "e", "b"].map((id) => line(id)).join(""));
    await rename(`${path}.new`, path);
    const second = await store.look(first);
    expect(second.isReplaced).toBe(true);
    expect(await addedIds(store, second)).toEqual(["d", "e"]);
    await truncate(path, Buffer.byteLength(line("c")));
    expect(await idsOf(store)).toEqual(["c"]);
    expect((await store.look(second)).isReplaced).toBe(true);
    // It has grown beyond its former size between two looks.
    await writeFile(path, ["x", "y"].map((id) => line(id)).join(""));
    expect(await idsOf(store)).toEqual(["x", "y"]);
  });

  it("may be missing at first, and for a while, if the store was told so", async () => {
    const { path, cacheDir } = await openStore([]);
    await rm(path);
    await expect(openTraceStore(path, { cacheDir })).rejects.toThrow("does not exist");
    const store = await openTraceStore(path, { cacheDir, mayBeMissing: true });
    const first = await store.look();
    await writeFile(path, line("a"));
    expect(await addedIds(store, await store.look(first))).toEqual(["a"]);
    await rm(path);
    expect(await idsOf(store)).toEqual([]);
  });

  it("is searched on from where the search was", async () => {
    const { path, store } = await openStore(["a"]);
    const find = async () => {
      let list = await store.list({ text: "needle" }, ALL);
      while (list.searched < 1) list = await store.list({ text: "needle" }, ALL);
      return list.runs.map(({ id }) => id);
    };
    expect(await find()).toEqual([]);
    for (const id of ["b", "c"]) await appendFile(path, line(id, { error: "needle" }));
    expect(await find()).toEqual(["b", "c"]);
    await appendFile(path, `\n${line("d")}${line("e", { error: "needle" })}`);
    expect(await find()).toEqual(["b", "c", "e"]);
  });

  it("is followed until the signal is aborted", async () => {
    const { path, store } = await openStore(["a"]);
    const controller = new AbortController();
    const looks = followStore(store, controller.signal);
    const first = looks.next();
    await sleep(50);
    await appendFile(path, line("b"));
    const { value } = await first;
    expect(await addedIds(store, value)).toEqual(["b"]);
    const second = looks.next();
    controller.abort();
    expect((await second).done).toBe(true);
  });
});

describe("findSnippet", () => {
  it("shows what is around the first place", () => {
    const text = `${"a".repeat(100)}Needle${"b".repeat(100)}`;
    expect(findSnippet({ other: 1, list: ["x", text] }, "needle")).toBe(
      `…${"a".repeat(60)}Needle${"b".repeat(60)}…`,
    );
    expect(findSnippet({ needle: "x" }, "needle")).toBeUndefined();
  });
});
