import { appendFile } from "node:fs/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSnippet, startSearch } from "../../../../src/serve/traces/index/search.js";
import { openTraceIndex } from "../../../../src/serve/traces/index/trace-index.js";
import { openTraceStore } from "../../../../src/serve/traces/index/trace-store.js";
import { toTrajectoryLine } from "../../../../src/trajectory/trajectory-line.js";
import { teacherTrajectory } from "../../../distill/transcript/support.js";
import { hostileText } from "../../../support/hostile.js";
import { writeTrajectories } from "../support.js";

const ALL = { from: 0, limit: 100 };

async function searched(path: string, cacheDir: string, text: string): Promise<number[]> {
  const index = await openTraceIndex(path, { cacheDir });
  const search = startSearch(path, index, text);
  await search.done;
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

describe("findSnippet", () => {
  it("shows what is around the first place", () => {
    const text = `${"a".repeat(100)}Needle${"b".repeat(100)}`;
    expect(findSnippet({ other: 1, list: ["x", text] }, "needle")).toBe(
      `…${"a".repeat(60)}Needle${"b".repeat(60)}…`,
    );
    expect(findSnippet({ needle: "x" }, "needle")).toBeUndefined();
  });
});
