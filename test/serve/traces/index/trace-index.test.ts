import { appendFile, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLine } from "../../../../src/serve/traces/index/file-bytes.js";
import { openTraceIndex } from "../../../../src/serve/traces/index/trace-index.js";
import { toTraceRow, UNREADABLE } from "../../../../src/serve/traces/index/trace-row.js";
import { toTrajectoryLine } from "../../../../src/trajectory/trajectory-line.js";
import { teacherTrajectory } from "../../../distill/transcript/support.js";
import { hostileText } from "../../../support/hostile.js";
import { createFolder, writeTrajectories } from "../support.js";

const run = (id: string, change = {}) => toTrajectoryLine(teacherTrajectory({ id, ...change }));

describe("openTraceIndex", () => {
  it("finds every line at its place, whatever the texts are and however the file ends", async () => {
    const folder = await createFolder();
    const path = join(folder, "runs.jsonl");
    const blank = fc.constantFrom("", "\n", " \n");
    const line = fc.record({ error: hostileText, before: blank });
    const ends = fc.constantFrom("", '{"schema":"star.traj', "\n\n");
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 6 }), ends, async (lines, end) => {
        const texts = lines.map(({ error }, at) => run(`t${at}`, { error, status: "failed" }));
        await writeFile(
          path,
          `${lines.map(({ before }, at) => before + texts[at]).join("")}${end}`,
        );
        const index = await openTraceIndex(path, { cacheDir: join(folder, `${Math.random()}`) });
        const read = await Promise.all(index.ranges.map((range) => readLine(path, range)));
        expect(read).toEqual(texts.map((text) => text.trimEnd()));
        expect(index.rows).toEqual(texts.map((text) => toTraceRow(JSON.parse(text))));
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same index when it was kept, and does not read the file again", async () => {
    const { path, cacheDir } = await writeTrajectories([
      teacherTrajectory({ id: "a" }),
      teacherTrajectory({ id: "b", status: "failed", error: "no model", missing: ["usage"] }),
    ]);
    const first = await openTraceIndex(path, { cacheDir });
    const read: number[] = [];
    const second = await openTraceIndex(path, {
      cacheDir,
      onProgress: (bytes) => read.push(bytes),
    });
    expect(second).toEqual(first);
    expect(read).toEqual([]);
  });

  it("reads only the lines that a file has gained", async () => {
    const { path, cacheDir } = await writeTrajectories([teacherTrajectory({ id: "a" })]);
    await openTraceIndex(path, { cacheDir });
    const { size } = await stat(path);
    await appendFile(path, run("b"));
    const read: number[] = [];
    const { rows } = await openTraceIndex(path, {
      cacheDir,
      onProgress: (bytes) => read.push(bytes),
    });
    expect(rows.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(read).toEqual([(await stat(path)).size]);
    expect(read[0]).toBeGreaterThan(size);
  });

  it("indexes a file anew that was written again", async () => {
    const { path, cacheDir } = await writeTrajectories([teacherTrajectory({ id: "a" })]);
    await openTraceIndex(path, { cacheDir });
    await writeFile(path, run("c"));
    await utimes(path, 1, 1);
    const same = await openTraceIndex(path, { cacheDir });
    expect(same.rows.map(({ id }) => id)).toEqual(["c"]);
    await writeFile(path, run("d") + run("e"));
    const longer = await openTraceIndex(path, { cacheDir });
    expect(longer.rows.map(({ id }) => id)).toEqual(["d", "e"]);
    await writeFile(path, "");
    expect((await openTraceIndex(path, { cacheDir })).rows).toEqual([]);
  });

  it("shows a whole last line without its newline, and the complete line later", async () => {
    const { path, cacheDir } = await writeTrajectories([teacherTrajectory({ id: "a" })]);
    const line = run("b");
    await appendFile(path, line.slice(0, -40));
    const ids = async () => (await openTraceIndex(path, { cacheDir })).rows.map(({ id }) => id);
    expect(await ids()).toEqual(["a"]);
    await appendFile(path, line.slice(-40).trimEnd());
    expect(await ids()).toEqual(["a", "b"]);
    await appendFile(path, `\n${run("c")}`);
    expect(await ids()).toEqual(["a", "b", "c"]);
  });

  it("has a row for a line that is not a trajectory", async () => {
    const { path, cacheDir } = await writeTrajectories([]);
    await writeFile(path, `nonsense\n${run("a")}[1]\n`);
    const { rows } = await openTraceIndex(path, { cacheDir });
    expect(rows.map(({ id, status }) => [id, status])).toEqual([
      ["", UNREADABLE],
      ["a", "completed"],
      ["", UNREADABLE],
    ]);
  });

  it("goes on without a folder for the index, and with a damaged one", async () => {
    const { path, folder, cacheDir } = await writeTrajectories([teacherTrajectory({ id: "a" })]);
    await writeFile(join(folder, "file"), "");
    const { rows } = await openTraceIndex(path, { cacheDir: join(folder, "file") });
    expect(rows).toHaveLength(1);
    await openTraceIndex(path, { cacheDir });
    const { readdir } = await import("node:fs/promises");
    const [name = ""] = await readdir(join(cacheDir, "traces"));
    const kept = join(cacheDir, "traces", name);
    expect(JSON.parse(await readFile(kept, "utf8")).format).toBe("star.trace-index/1");
    await writeFile(kept, '{"format":"star.trace-index/1","end":9}');
    expect((await openTraceIndex(path, { cacheDir })).rows).toHaveLength(1);
  });
});
