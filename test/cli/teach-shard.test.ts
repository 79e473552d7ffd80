import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseShard, shardOf } from "../../src/cli/shard.js";
import { readTrajectories } from "../../src/trajectory/trajectory-file.js";
import type { Trajectory } from "../../src/trajectory/trajectory.js";
import { withoutTiming } from "../distill/teaching/support.js";
import { createFolder, SMALL, star } from "./support.js";

describe("shardOf", () => {
  it("splits a list into contiguous parts whose sizes differ by at most 1", () => {
    const parts = ["1/3", "2/3", "3/3"].map((text) => shardOf([..."abcdefg"], parseShard(text)));
    expect(parts).toEqual([
      ["a", "b"], // 0 to floor(7 / 3)
      ["c", "d"], // to floor(14 / 3)
      ["e", "f", "g"],
    ]);
  });

  it("leaves parts empty when there are more of them than values", () => {
    const parts = ["1/3", "2/3", "3/3"].map((text) => shardOf(["a"], parseShard(text)));
    expect(parts).toEqual([[], [], ["a"]]);
  });

  it.each(["0/3", "4/3", "1/0", "1", "-1/3", "1/3/5", "1.5/3"])("rejects %s", (text) => {
    expect(() => parseShard(text)).toThrow("I from 1 to N");
  });
});

describe("star teach --shard", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await createFolder();
  });

  it("writes parts that make up the file of one run, trajectory for trajectory", async () => {
    const [whole, joined] = [join(folder, "whole.jsonl"), join(folder, "joined.jsonl")];
    const teach = "teach --tasks 5 --samples 2 --temperature 1";
    await star(teach, SMALL, ["--out", whole]);
    let text = "";
    for (const shard of ["1/3", "2/3", "3/3"]) {
      const part = join(folder, `part-${shard[0]}.jsonl`);
      expect((await star(teach, SMALL, ["--shard", shard, "--out", part])).code).toBe(0);
      text += await readFile(part, "utf8");
    }
    await writeFile(joined, text);
    const expected = await read(whole);
    expect(expected).toHaveLength(10);
    expect(await read(joined)).toEqual(expected);
  });

  it("has nothing to do, and does not fail, when there are more shards than tasks", async () => {
    const out = join(folder, "none.jsonl");
    const outcome = await star("teach --tasks 1 --shard 1/2", SMALL, ["--out", out]);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.out).toContain("0 of 0 trajectories");
  });
});

async function read(path: string): Promise<unknown[]> {
  const found: Trajectory[] = [];
  for await (const trajectory of readTrajectories(path)) found.push(trajectory);
  return found.map(withoutTiming);
}
