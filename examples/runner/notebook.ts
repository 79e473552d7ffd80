import { readFile } from "node:fs/promises";
import { z } from "zod";

const lines = z
  .union([z.string(), z.array(z.string())])
  .transform((source) => (typeof source === "string" ? source : source.join("")));

const notebookSchema = z.object({
  cells: z.array(
    z.discriminatedUnion("cell_type", [
      z.object({ cell_type: z.enum(["markdown", "raw"]) }),
      z.object({
        cell_type: z.literal("code"),
        source: lines,
        outputs: z.array(z.unknown()),
        execution_count: z.number().nullable(),
      }),
    ]),
  ),
  metadata: z.object({ kernelspec: z.object({ name: z.string() }) }),
});

/** The parts of a notebook that are checked. */
export interface Notebook {
  readonly path: string;
  readonly kernel: string;
  /** The sources of the code cells. */
  readonly cells: readonly string[];
  /** Code cells, from 1, that contain outputs or an execution count. */
  readonly stored: readonly number[];
}

/** Reads a notebook file. */
export async function readNotebook(path: string): Promise<Notebook> {
  const { cells, metadata } = notebookSchema.parse(JSON.parse(await readFile(path, "utf8")));
  const code = cells.filter((cell) => cell.cell_type === "code");
  const stored = code.flatMap(({ outputs, execution_count }, position) =>
    outputs.length > 0 || execution_count !== null ? [position + 1] : [],
  );
  return {
    path,
    kernel: metadata.kernelspec.name,
    cells: code.map(({ source }) => source),
    stored,
  };
}
