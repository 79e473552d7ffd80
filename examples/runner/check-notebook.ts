import { rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkTypes } from "./check-types.js";
import { compareOutputs } from "./compare-outputs.js";
import { findPrivate } from "./find-private.js";
import { readNotebook, storeOutputs, type Notebook } from "./notebook.js";
import { toModule } from "./notebook-module.js";
import { toComparable, type CellOutput } from "./outputs.js";
import { failureOf, runModule } from "./run-module.js";

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const CONFIG = pathOf("../notebooks/tsconfig.json");
const CAPTURE = pathOf("capture.ts");
/** The folder of the kernel in `examples/jupyter/kernels`. */
const KERNEL = "langgraph-star";

type Outputs = readonly (readonly CellOutput[])[];

/** Options of {@link checkNotebook}. */
export interface CheckOptions {
  /** Stores the outputs of the run in the file instead of comparing them. Nothing is stored if a cell fails. Default false. */
  readonly write?: boolean;
}

/** Result of {@link checkNotebook}. */
export interface NotebookCheck {
  readonly cells: number;
  readonly durationMs: number;
  /** Empty if the notebook is valid. */
  readonly problems: readonly string[];
}

/** Runs the cells of a notebook in order, type-checks them at the same time, and compares or stores their outputs. */
export async function checkNotebook(
  path: string,
  { write = false }: CheckOptions = {},
): Promise<NotebookCheck> {
  const notebook = await readNotebook(path);
  const sources = notebook.cells.map(({ source }) => source);
  const { text, placeOf } = toModule(sources, CAPTURE);
  // In the folder of the notebook, so that imports resolve in the same way.
  const file = join(dirname(resolve(path)), `.run-${basename(path, ".ipynb")}-${process.pid}.mts`);
  await writeFile(file, text);
  try {
    const running = runModule(file, CONFIG);
    const types = checkTypes(file, CONFIG);
    const run = await running;
    const failure = failureOf(run);
    const outputs = run.cells.map(toComparable);
    const problems = [
      ...findWrongKernel(notebook),
      ...types.map(({ line, message }) => `${placeOf(line)}: ${message}`),
      ...(failure === undefined ? [] : [locate(failure, file, placeOf)]),
      ...findPrivateTexts(outputs),
    ];
    if (failure === undefined && !write) problems.push(...findChanges(notebook, outputs));
    if (problems.length === 0 && write) await storeOutputs(path, outputs);
    return { cells: sources.length, durationMs: run.durationMs, problems };
  } finally {
    await rm(file, { force: true });
  }
}

function findWrongKernel({ kernel }: Notebook): string[] {
  return kernel === KERNEL ? [] : [`The kernel is "${kernel}", not "${KERNEL}".`];
}

function findPrivateTexts(outputs: Outputs): string[] {
  return outputs.flatMap((cell, position) => {
    const found = findPrivate(cell);
    return found === undefined ? [] : [`code cell ${position + 1} displays ${found}.`];
  });
}

/** Compares what the notebook stores with what its cells display now. */
export function findChanges({ cells, path }: Notebook, outputs: Outputs): string[] {
  const changes = cells.flatMap(({ outputs: stored, executionCount, ...cell }, position) => {
    const place = `code cell ${position + 1}`;
    if (executionCount !== position + 1)
      return [`${place} was not stored in order (execution count ${executionCount}).`];
    const typesOnly = cell.varies;
    const change = compareOutputs(toComparable(stored), outputs[position] ?? [], { typesOnly });
    return change === undefined ? [] : [`${place} ${change}`];
  });
  if (changes.length === 0) return changes;
  return [...changes, `If this is intended: npm run notebooks:run -- ${path}`];
}

/** Names the places in the notebook that a stack trace names in the module. */
function locate(errors: string, file: string, placeOf: (line: number) => string): string {
  return errors
    .replaceAll(`file://${file}`, file)
    .split(`${file}:`)
    .map((part, position) =>
      position === 0 ? part : part.replace(/^(\d+)(:\d+)?/, (_, line) => placeOf(Number(line))),
    )
    .join("");
}
