import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  decodeLine,
  findLastLineEnd,
  listFiles,
  readByteLines,
  readTextLines,
  splitLines,
  writeFileAtomic,
  writeFilesAtomic,
} from "../src/files.js";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "star-files-"));
  path = join(directory, "file.txt");
});
afterEach(() => rm(directory, { recursive: true }));

describe("writeFileAtomic with blocks", () => {
  it("creates missing folders and writes the blocks in order", async () => {
    const deep = join(directory, "a", "file.txt");
    await writeFileAtomic(deep, ["one ", "", "two"]);
    expect(await readFile(deep, "utf8")).toBe("one two");
    expect(await readdir(join(directory, "a"))).toEqual(["file.txt"]);
  });

  it("keeps the old content if a block cannot be computed", async () => {
    await writeFile(path, "old");
    function* blocks() {
      yield "new";
      throw new Error("no second block");
    }
    await expect(writeFileAtomic(path, blocks())).rejects.toThrow("no second block");
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(directory)).toEqual(["file.txt"]);
  });
});

describe("writeFileAtomic", () => {
  it("creates missing folders, replaces an existing file and leaves no temporary file", async () => {
    const deep = join(directory, "a", "b", "file.txt");
    await writeFileAtomic(deep, "one");
    await writeFileAtomic(deep, new TextEncoder().encode("two"));
    expect(await readFile(deep, "utf8")).toBe("two");
    expect(await readdir(join(directory, "a", "b"))).toEqual(["file.txt"]);
  });

  it("leaves no temporary file when it fails", async () => {
    await mkdir(join(path, "in the way"), { recursive: true });
    await expect(writeFileAtomic(path, "text")).rejects.toThrow();
    expect(await readdir(directory)).toEqual(["file.txt"]);
  });

  it("keeps the complete content of one of several concurrent writers", async () => {
    const texts = Array.from({ length: 8 }, (_, writer) => String(writer).repeat(10_000));
    await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
    expect(texts).toContain(await readFile(path, "utf8"));
    expect(await readdir(directory)).toEqual(["file.txt"]);
  });
});

describe("writeFilesAtomic", () => {
  const files = (text: string) => new Map(["one", "two"].map((name) => [name, text]));

  it("replaces all files and leaves no temporary file", async () => {
    await writeFilesAtomic(join(directory, "a", "b"), files("old"));
    await writeFilesAtomic(join(directory, "a", "b"), files("new"));
    expect((await readdir(join(directory, "a", "b"))).toSorted()).toEqual(["one", "two"]);
    expect(await readFile(join(directory, "a", "b", "two"), "utf8")).toBe("new");
  });

  it("changes nothing if one of the files cannot be written", async () => {
    await writeFilesAtomic(directory, files("old"));
    const unwritable = new Map([...files("new"), ["no folder/three", "new"]]);
    await expect(writeFilesAtomic(directory, unwritable)).rejects.toThrow(/ENOENT/);
    expect((await readdir(directory)).toSorted()).toEqual(["one", "two"]);
    expect(await readFile(join(directory, "one"), "utf8")).toBe("old");
  });
});

describe("readTextLines", () => {
  it.each([
    { content: "", lines: [] },
    { content: "a\nb\n", lines: ["a", "b"] },
    { content: "a\r\n\nb", lines: ["a", "", "b"] },
    { content: "é\u2028猫\n", lines: ["é\u2028猫"] }, // only \n and \r\n end a line
  ])("reads $lines from $content", async ({ content, lines }) => {
    await writeFile(path, content);
    const read: { line: string; number: number }[] = [];
    for await (const line of readTextLines(path)) read.push(line);
    expect(read).toEqual(lines.map((line, index) => ({ line, number: index + 1 })));
  });

  it("fails for a missing file", async () => {
    await expect(readTextLines(path).next()).rejects.toThrow(/ENOENT/);
  });
});

describe("findLastLineEnd", () => {
  it.each([
    { what: "before a partial last line", content: 'a\n{"b": ', end: 2 },
    { what: "at the end of a complete file", content: "a\nb\n", end: 4 },
    { what: "at the start of an empty file", content: "", end: 0 },
    { what: "at the start of a file of one partial line", content: "abc", end: 0 },
    {
      what: "before a partial line longer than a block",
      content: `a\n${"é".repeat(100_000)}`,
      end: 2,
    },
    { what: "after a newline that starts a block", content: `\n${"b".repeat(65_536)}`, end: 1 },
  ])("is $what", async ({ content, end }) => {
    await writeFile(path, content);
    expect(await findLastLineEnd(path)).toEqual({ end, size: Buffer.byteLength(content) });
  });

  it("is undefined for a missing file", async () => {
    expect(await findLastLineEnd(path)).toBeUndefined();
  });
});

describe("readByteLines", () => {
  it.each([
    { content: "", lines: [] },
    { content: "a\n\nb\n", lines: ["a", "", "b"] },
    { content: "a\r\nb", lines: ["a\r", "b"] }, // only \n ends a line
    { content: `${"é".repeat(800_000)}\n${"b".repeat(1_100_000)}\nc`, lines: 3 }, // lines of several chunks
  ])("reads the lines of a file (%#)", async ({ content, lines }) => {
    await writeFile(path, content);
    const read: string[] = [];
    for await (const line of readByteLines(path)) read.push(line.toString("utf8"));
    if (typeof lines === "number") expect(read.join("\n") === content).toBe(true);
    expect(typeof lines === "number" ? read.length : read).toEqual(lines);
  });
});

describe("readByteLines with a size", () => {
  it("reads the first bytes only", async () => {
    await writeFile(path, "a\nbc\n");
    const read: string[] = [];
    for await (const line of readByteLines(path, 4)) read.push(line.toString("utf8"));
    expect(read).toEqual(["a", "bc"]);
    expect((await readByteLines(path, 0).next()).done).toBe(true);
  });
});

describe("splitLines", () => {
  it.each([
    { text: "", lines: [""] },
    { text: "a\nb", lines: ["a", "b"] },
    { text: "\na\n", lines: ["", "a", ""] },
  ])("splits $text into $lines", ({ text, lines }) => {
    expect(splitLines(Buffer.from(text)).map(String)).toEqual(lines);
  });
});

describe("decodeLine", () => {
  it.each(["plain", "Zoë 猫"])("decodes %s", (text) => {
    expect(decodeLine(Buffer.from(text))).toBe(text);
  });
});

describe("listFiles", () => {
  it("lists files of all levels, sorted, without folders", async () => {
    for (const name of ["b.txt", "a/z.txt", "a/b/y.txt"]) {
      await writeFileAtomic(join(directory, name), "");
    }
    expect(await listFiles(directory)).toEqual(["a/b/y.txt", "a/z.txt", "b.txt"]);
  });
});
