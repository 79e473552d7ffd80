import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readTrajectories } from "../../src/trajectory/trajectory-file.js";
import { withoutTiming } from "../distill/teaching/support.js";
import { createFolder, SMALL, star } from "./support.js";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await createFolder();
  file = join(folder, "teacher.jsonl");
});

async function contentOf(path: string): Promise<string> {
  const lines: string[] = [];
  for await (const trajectory of readTrajectories(path)) {
    lines.push(JSON.stringify(withoutTiming(trajectory)));
  }
  return lines.join("\n");
}

describe("star teach", () => {
  it("records tasks, resumes, and prints one JSON object", async () => {
    const first = await star("teach --tasks 2 --json", SMALL, ["--out", file]);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({ done: 2, skipped: 0, synthetic: true });
    const more = await star("teach --tasks 4", SMALL, ["--out", file]);
    expect(more.out).toContain("2 from earlier runs, 2 new");
  });

  it("writes the same content, apart from times, with and without an interruption", async () => {
    const other = join(folder, "at-once.jsonl");
    await star("teach --tasks 4", SMALL, ["--out", other]);
    expect(await contentOf(other)).toBe(await contentOf(file));
  });

  it("rejects the file of another teacher, and starts over with --force", async () => {
    const again = ["teach --tasks 1 --no-reflection --no-neighbors", SMALL] as const;
    const rejected = await star(...again, ["--out", file]);
    expect(rejected.code).toBe(1);
    expect(rejected.notes).toContain("FILE_EXISTS");
    expect((await star(...again, ["--out", file, "--force"])).code).toBe(0);
    const kinds = (await readFile(file, "utf8")).match(/"kind":"\w+"/g);
    expect(kinds).not.toContain('"kind":"reflection"');
    expect(await contentOf(`${file}.old`)).not.toBe("");
  });

  it("uses all tasks if there are fewer than requested, with a notice", async () => {
    const tiny = "--users 6 --items 60 --interactions 60";
    const out = ["--out", join(folder, "all.jsonl")];
    const { notes, out: text } = await star("teach --tasks 99 --max-reflections 0", tiny, out);
    expect(notes).toContain("There are 6 test tasks, fewer than 99");
    expect(text).toContain("6 of 6 trajectories");
  });
});
