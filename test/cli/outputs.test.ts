import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFolder } from "../data/support.js";
import { star } from "./support.js";

const folder = await writeFolder({
  file: "",
  "t.jsonl": "",
  "items.csv/x": "",
  "interactions.csv/x": "",
});
await mkdir(join(folder, "folder"));

/** Data that does not exist: whatever is reported before it was found before any work. */
const NO_DATA = ["--dataset", "generic", "--data-dir", join(folder, "no-data")];
const IN = ["--in", join(folder, "t.jsonl")];

const TO_FOLDERS = [
  ["index", ...NO_DATA],
  ["evaluate", ...NO_DATA],
  ["train", ...IN, ...NO_DATA],
  ["demo", ...NO_DATA],
  ["export", ...IN, "--max-tokens", "5"],
  ["convert", join(folder, "t.jsonl"), "--to", "atif"],
];
const TO_FILES = [
  ["teach", ...NO_DATA],
  ["convert", join(folder, "t.jsonl"), "--to", "trajectories"],
];

async function expectRefused(argv: readonly string[], out: string, problem: string) {
  const before = await readdir(folder, { recursive: true });
  const { code, notes, out: printed } = await star([...argv, "--out", out]);
  expect({ code, printed }).toEqual({ code: 1, printed: "" });
  expect(notes).toMatch(new RegExp(`^FILE_INACCESSIBLE: Cannot write .*${problem}.*\\. \\w.*\\.$`));
  expect(await readdir(folder, { recursive: true })).toEqual(before);
}

describe("an output that cannot be written", () => {
  it.each([...TO_FOLDERS, ...TO_FILES])("is found before any work: star %s", async (...argv) => {
    await expectRefused(argv, join(folder, "file", "out"), "file is a file, not a folder");
    await expectRefused(
      argv,
      join(folder, "file", "a", "b", "out"),
      "file is a file, not a folder",
    );
    await expectRefused(argv, join(folder, "x".repeat(300)), "the name is too long");
    await expectRefused(argv, "/proc/star/out", "ENOENT");
  });

  it.each(TO_FOLDERS)("is found before any work when it is a file: star %s", (...argv) =>
    expectRefused(argv, join(folder, "file"), "file is a file, not a folder"),
  );

  it.each(TO_FILES)(
    "is found before any work when it is a folder or a device: star %s",
    async (...argv) => {
      await expectRefused(argv, join(folder, "folder"), "it is a folder, not a file");
      await expectRefused(argv, "/dev/full", "it is not a regular file");
    },
  );

  it("is a usage error when it is empty", async () => {
    const { code, notes } = await star(["index", "--out", ""]);
    expect(code).toBe(2);
    expect(notes).toMatch(/^INVALID_ARGUMENT: --out is ""/);
  });
});

describe("an input that cannot be read", () => {
  it.each([
    ["trace", folder],
    ["trace", folder, "--list"],
    ["export", "--in", folder, "--out", join(folder, "new"), "--no-tokens"],
    ["train", "--in", folder, "--out", join(folder, "student"), "--steps", "1"],
    ["data", "describe", "--dataset", "generic", "--data-dir", folder],
    ["verify", join(folder, "file")],
    ["verify", folder],
    ["convert", folder, "--to", "atif", "--out", join(folder, "new")],
    ["convert", folder, "--to", "trajectories", "--out", join(folder, "new.jsonl")],
    ["evaluate", "--index", join(folder, "file")],
    ["evaluate", "--policy", `student:${join(folder, "file")}`],
    ["serve", "--student", join(folder, "file", "student")],
  ])("is a known error: star %s %s", async (...argv) => {
    const { code, notes } = await star(
      [...argv],
      ["train", "evaluate"].includes(argv[0] ?? "")
        ? "--users 20 --items 30 --interactions 200"
        : [],
    );
    expect(code).toBeGreaterThan(0);
    expect(notes).toMatch(/^[A-Z]+_[A-Z_]+: /);
    expect(notes).not.toMatch(/UNEXPECTED|^ +at /m);
  });
});
