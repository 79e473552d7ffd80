import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cutTornLine, readLines, writeFileAtomic } from "../src/files.js";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "star-files-"));
  path = join(directory, "file.txt");
});
afterEach(() => rm(directory, { recursive: true }));

describe("writeFileAtomic", () => {
  it("makes the folders it needs, replaces what is there, leaves nothing beside it", async () => {
    const deep = join(directory, "a", "b", "file.txt");
    await writeFileAtomic(deep, "one");
    await writeFileAtomic(deep, new TextEncoder().encode("two"));
    expect(await readFile(deep, "utf8")).toBe("two");
    expect(await readdir(join(directory, "a", "b"))).toEqual(["file.txt"]);
  });

  it("leaves nothing behind when it fails", async () => {
    await mkdir(join(path, "in the way"), { recursive: true });
    await expect(writeFileAtomic(path, "text")).rejects.toThrow();
    expect(await readdir(directory)).toEqual(["file.txt"]);
  });

  it("lets one of several writers at once win, whole", async () => {
    const texts = Array.from({ length: 8 }, (_, writer) => String(writer).repeat(10_000));
    await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
    expect(texts).toContain(await readFile(path, "utf8"));
    expect(await readdir(directory)).toEqual(["file.txt"]);
  });
});

describe("readLines", () => {
  it.each([
    { content: "", lines: [] },
    { content: "a\nb\n", lines: ["a", "b"] },
    { content: "a\r\n\nb", lines: ["a", "", "b"] },
    { content: "é\u2028猫\n", lines: ["é\u2028猫"] }, // only \n and \r\n end a line
  ])("reads $lines from $content", async ({ content, lines }) => {
    await writeFile(path, content);
    const read: { line: string; number: number }[] = [];
    for await (const line of readLines(path)) read.push(line);
    expect(read).toEqual(lines.map((line, place) => ({ line, number: place + 1 })));
  });

  it("fails where there is no file", async () => {
    await expect(readLines(path).next()).rejects.toThrow(/ENOENT/);
  });
});

describe("cutTornLine", () => {
  it.each([
    { what: "a torn last line", content: 'a\n{"b": ', left: "a\n" },
    { what: "a whole file", content: "a\nb\n", left: "a\nb\n" },
    { what: "an empty file", content: "", left: "" },
    { what: "a file of one torn line", content: "abc", left: "" },
    { what: "a torn line longer than a block", content: `a\n${"é".repeat(100_000)}`, left: "a\n" },
    { what: "a newline at the start of a block", content: `\n${"b".repeat(65_536)}`, left: "\n" },
  ])("cuts $what", async ({ content, left }) => {
    await writeFile(path, content);
    expect(await cutTornLine(path)).toBe(Buffer.byteLength(content) - Buffer.byteLength(left));
    expect(await readFile(path, "utf8")).toBe(left);
  });

  it("has nothing to cut where there is no file, and makes none", async () => {
    expect(await cutTornLine(path)).toBe(0);
    expect(await readdir(directory)).toEqual([]);
  });
});
