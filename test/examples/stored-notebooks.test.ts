import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readNotebook } from "../../examples/runner/notebook.js";

const FOLDER = "examples/notebooks";
const notebooks = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".ipynb"))
  .map((name) => join(FOLDER, name));

/** The schema of Jupyter's package nbformat 5.11.1. */
const schema = z.fromJSONSchema(
  JSON.parse(readFileSync("test/fixtures/nbformat.v4.5.schema.json", "utf8")),
);

/** Browsers and viewers become slow with more. */
const MAX_BYTES = 1_000_000;

interface RawNotebook {
  readonly cells: { readonly id: string; readonly cell_type: string; execution_count: unknown }[];
}
const parse = (text: string): RawNotebook => JSON.parse(text);

describe("the schema of notebooks", () => {
  const text = readFileSync(notebooks[0]!, "utf8");

  it.each([
    {
      name: "a cell without id",
      change: (one: RawNotebook) => Reflect.deleteProperty(one.cells[0]!, "id"),
    },
    {
      name: "an execution count in words",
      change: (one: RawNotebook) => (one.cells[1]!.execution_count = "one"),
    },
    {
      name: "an unknown type of cell",
      change: (one: RawNotebook) => Object.assign(one.cells[0]!, { cell_type: "note" }),
    },
  ])("refuses $name", ({ change }) => {
    const notebook = parse(text);
    change(notebook);
    expect(schema.safeParse(notebook).success).toBe(false);
  });
});

describe.each(notebooks)("%s", (path) => {
  const text = readFileSync(path, "utf8");

  it("is valid by nbformat 4.5, with distinct ids of cells", () => {
    const notebook = parse(text);
    expect(schema.safeParse(notebook)).toMatchObject({ success: true });
    const ids = notebook.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it(`stores the outputs of all cells in at most ${MAX_BYTES} bytes`, async () => {
    const { cells } = await readNotebook(path);
    expect(cells.map(({ executionCount }) => executionCount)).toEqual(cells.map((_, at) => at + 1));
    expect(cells.some(({ outputs }) => outputs.length > 0)).toBe(true);
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_BYTES);
  });

  it("is linked from the README of the examples, begins with a title and ends with an exercise", () => {
    const { cells }: { cells: { cell_type: string; source: string[] }[] } = JSON.parse(text);
    const prose = cells.filter(({ cell_type }) => cell_type === "markdown");
    expect(prose[0]?.source.join("")).toMatch(/^# /);
    expect(prose.at(-1)?.source.join("")).toContain("## Exercise");
    expect(readFileSync("examples/README.md", "utf8")).toContain(
      `(notebooks/${path.slice(FOLDER.length + 1)})`,
    );
  });
});
