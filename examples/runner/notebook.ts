import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { fromStored, storedOutputSchema, toStored, type CellOutput } from "./outputs.js";

/**
 * The tag of a cell whose outputs are not the same everywhere: those of training, whose 32-bit arithmetic depends on the processor, the
 * order of parallel branches, or what is installed.
 */
const VARIES = "varies";

const source = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === "string" ? text : text.join("")));

const codeSchema = z.object({
  cell_type: z.literal("code"),
  source,
  metadata: z.object({ tags: z.array(z.string()).default([]) }),
  outputs: z.array(storedOutputSchema),
  execution_count: z.number().nullable(),
});

const notebookSchema = z.object({
  cells: z.array(
    z.discriminatedUnion("cell_type", [
      z.object({ cell_type: z.enum(["markdown", "raw"]) }),
      codeSchema,
    ]),
  ),
  metadata: z.object({ kernelspec: z.object({ name: z.string() }) }),
});

/** A code cell with the outputs that it stores. */
export interface CodeCell {
  readonly source: string;
  readonly outputs: readonly CellOutput[];
  readonly executionCount: number | null;
  readonly varies: boolean;
}

/** The parts of a notebook that are checked. */
export interface Notebook {
  readonly path: string;
  readonly kernel: string;
  readonly cells: readonly CodeCell[];
}

/** Reads a notebook file. */
export async function readNotebook(path: string): Promise<Notebook> {
  const { cells, metadata } = notebookSchema.parse(JSON.parse(await readFile(path, "utf8")));
  return {
    path,
    kernel: metadata.kernelspec.name,
    cells: cells
      .filter((cell) => cell.cell_type === "code")
      .map((cell) => ({
        source: cell.source,
        outputs: cell.outputs.map(fromStored),
        executionCount: cell.execution_count,
        varies: cell.metadata.tags.includes(VARIES),
      })),
  };
}

interface StoredCell {
  readonly cell_type: string;
  outputs?: object[];
  execution_count?: number;
}

/** Stores outputs in a notebook file, one list per code cell, as if its cells had been run in order. */
export async function storeOutputs(
  path: string,
  outputs: readonly (readonly CellOutput[])[],
): Promise<void> {
  const notebook: { cells: StoredCell[] } = JSON.parse(await readFile(path, "utf8"));
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  for (const [position, cell] of code.entries()) {
    const count = position + 1;
    cell.outputs = (outputs[position] ?? []).map((output) => toStored(output, count));
    cell.execution_count = count;
  }
  await writeFile(path, `${JSON.stringify(notebook, null, 1)}\n`);
}
