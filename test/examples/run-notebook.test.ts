import { mkdtemp, rm, writeFile } from "node:fs/promises";
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

const SLOW = { timeout: 60_000 };

describe("checkNotebook", SLOW, () => {
  it("reports cells with outputs, type errors and exceptions, and a wrong kernel", async () => {
    const code = (source: string, execution_count: number | null) => ({
      cell_type: "code",
      source,
      execution_count,
      outputs: [],
    });
    const cells = [code('const text: number = "one";', 1), code('\nthrow new Error("two");', null)];
    const path = join(folder, "bad.ipynb");
    await writeFile(path, JSON.stringify({ cells, metadata: { kernelspec: { name: "python3" } } }));
    const [stored, kernel, type, failure, ...rest] = (await checkNotebook(path)).problems;
    expect(stored).toBe("code cell 1 stores results of a run: clear them.");
    expect(kernel).toBe('The kernel is "python3", not "langgraph-star".');
    expect(type).toMatch(/^code cell 1, line 1: Type 'string' is not assignable/);
    expect(failure).toMatch(/exit code 1[^]*code cell 2, line 2[^]*Error: two/);
    expect(rest).toEqual([]);
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
    await writeFile(file, toModule(cells, resolve("examples/runner/show.ts")).text);
    const reason = failureOf(await runModule(file, resolve("examples/notebooks/tsconfig.json")));
    expect(reason?.match(/exit code (\d+)/)?.[1]).toBe(failure?.toString());
  });
});

describe("toModule", () => {
  it("shows the last value of a cell and nothing else", () => {
    const { text } = toModule(["1;\n2; // two", "const three = 3;"], "./show.ts");
    expect(text.split("\n").slice(1, 4)).toEqual(["1;", "__show(2); // two", "const three = 3;"]);
  });

  it("maps lines to cells", () => {
    const { placeOf } = toModule(["1;\n2;", "3;"], "./show.ts");
    // Line 1 of the module is the import.
    expect([2, 3, 4].map(placeOf)).toEqual([
      "code cell 1, line 1",
      "code cell 1, line 2",
      "code cell 2, line 1",
    ]);
  });
});
