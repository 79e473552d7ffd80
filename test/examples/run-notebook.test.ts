import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkNotebook } from "../../examples/runner/check-notebook.js";
import { toModule } from "../../examples/runner/notebook-module.js";
import { failureOf, runModule } from "../../examples/runner/run-module.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-notebooks-"));
});
afterAll(() => rm(folder, { recursive: true }));

const SLOW = { timeout: 120_000 };
const CONFIG = resolve("examples/notebooks/tsconfig.json");
const CAPTURE = resolve("examples/runner/capture.ts");

/** Writes a notebook whose code cells have these sources, or these sources and tags. */
async function writeNotebook(
  name: string,
  sources: readonly (string | readonly [string, ...string[]])[],
  kernel = "langgraph-star",
): Promise<string> {
  const cells = sources.map((source, position) => {
    const [text, ...tags] = typeof source === "string" ? [source] : source;
    const id = `code-${position + 1}`;
    const empty = { execution_count: null, outputs: [] };
    return { cell_type: "code", id, metadata: { tags }, source: text, ...empty };
  });
  const path = join(folder, name);
  const metadata = { kernelspec: { name: kernel } };
  await writeFile(path, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
  return path;
}

describe("checkNotebook", SLOW, () => {
  it("reports type errors and exceptions by cell and line, and a wrong kernel", async () => {
    const sources = ['const text: number = "one";', '\nthrow new Error("two");'];
    const path = await writeNotebook("bad.ipynb", sources, "python3");
    const before = await readFile(path, "utf8");
    const [kernel, type, failure, ...rest] = (await checkNotebook(path, { write: true })).problems;
    expect(kernel).toBe('The kernel is "python3", not "langgraph-star".');
    expect(type).toMatch(/^code cell 1, line 1: Type 'string' is not assignable/);
    expect(failure).toMatch(
      /^It ended in code cell 2 with exit code 1[^]*code cell 2, line 2[^]*Error: two/,
    );
    expect(rest).toEqual([]);
    expect(await readFile(path, "utf8")).toBe(before);
  });

  it("stores what cells display without times, and names the cell and line of a later change", async () => {
    const path = await writeNotebook("good.ipynb", [
      'console.log("one");\nconsole.log(`two\\n${process.hrtime()[1]} ms`);\n[1, 2];',
      "const three = 3;",
      ["process.hrtime()[1];", "varies"],
      '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>1.5 s</b>", "image/svg+xml": "<svg/>" }) });',
    ]);
    const unstored = (await checkNotebook(path)).problems;
    expect(unstored[0]).toBe("code cell 1 was not stored in order (execution count null).");
    expect((await checkNotebook(path, { write: true })).problems).toEqual([]);

    const text = await readFile(path, "utf8");
    const cells: { outputs: object[]; execution_count: number }[] = JSON.parse(text).cells;
    const metadata = {};
    const output_type = "execute_result";
    expect(cells[0]?.outputs).toEqual([
      { name: "stdout", output_type: "stream", text: ["one\n", "two\n", "… ms\n"] },
      { data: { "text/plain": ["[ 1, 2 ]"] }, execution_count: 1, metadata, output_type },
    ]);
    expect(cells[1]).toMatchObject({ outputs: [], execution_count: 2 });
    const shown = { "image/svg+xml": ["<svg/>"], "text/html": ["<b>… s</b>"] };
    expect(cells[3]?.outputs).toEqual([{ data: shown, execution_count: 4, metadata, output_type }]);
    expect((await checkNotebook(path)).problems).toEqual([]);

    await writeFile(path, text.replace('"two\\n"', '"too\\n"').replace(' "<svg/>"', ' "<svg />"'));
    expect((await checkNotebook(path)).problems).toEqual([
      'code cell 1 output (stdout), line 2: stored is "too", now "two".',
      'code cell 4 output (image/svg+xml), line 1: stored is "<svg />", now "<svg/>".',
      `If this is intended: npm run notebooks:run -- ${path}`,
    ]);
  });

  it("stores nothing that exists on one machine only", async () => {
    const path = await writeNotebook("private.ipynb", ["1;", "console.log(process.cwd());"]);
    const before = await readFile(path, "utf8");
    const { problems } = await checkNotebook(path, { write: true });
    expect(problems).toEqual(["code cell 2 displays the folder for temporary files."]);
    expect(await readFile(path, "utf8")).toBe(before);
  });
});

describe("failureOf", SLOW, () => {
  it.each([
    { name: "cells that all run", cell: "await Promise.resolve(1);", failure: undefined },
    {
      name: "an unhandled rejection",
      cell: 'void Promise.reject(new Error("lost"));',
      failure: 1,
    },
    { name: "a cell that ends the process", cell: "process.exit(0);", failure: 0 },
    { name: "a promise that never settles", cell: "await new Promise(() => {});", failure: 13 },
    { name: "a value that displays nothing", cell: "({ [DISPLAY]: () => ({}) });", failure: 1 },
  ])("detects $name", async ({ name, cell, failure }) => {
    const cells = ['const DISPLAY = Symbol.for("Jupyter.display");', cell];
    const file = join(folder, `${name}.mts`);
    await writeFile(file, toModule(cells, CAPTURE).text);
    const reason = failureOf(await runModule(file, CONFIG));
    expect(reason?.match(/exit code (\d+)/)?.[1]).toBe(failure?.toString());
  });
});

describe("toModule", () => {
  it("shows the last value of a cell and nothing else", () => {
    const { text } = toModule(["1;\n2; // two", "const three = 3;"], "./capture.ts");
    expect(text.split("\n").slice(1, 4)).toEqual([
      "__begin();1;",
      "__show(2); // two",
      "__begin();const three = 3;",
    ]);
  });

  it("maps lines to cells", () => {
    const { placeOf } = toModule(["1;\n2;", "3;"], "./capture.ts");
    // Line 1 of the module is the import.
    expect([2, 3, 4].map(placeOf)).toEqual([
      "code cell 1, line 1",
      "code cell 1, line 2",
      "code cell 2, line 1",
    ]);
  });
});
