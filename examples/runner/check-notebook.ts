import { rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkTypes } from "./check-types.js";
import { readNotebook, type Notebook } from "./notebook.js";
import { toModule } from "./notebook-module.js";
import { failureOf, runModule } from "./run-module.js";

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const CONFIG = pathOf("../notebooks/tsconfig.json");
const SHOW = pathOf("show.ts");
/** The folder of the kernel in `examples/jupyter/kernels`. */
const KERNEL = "langgraph-star";

/** Result of {@link checkNotebook}. */
export interface NotebookCheck {
  readonly cells: number;
  readonly durationMs: number;
  /** Empty if the notebook is valid. */
  readonly problems: readonly string[];
}

/** Runs the cells of a notebook in order and type-checks them at the same time. */
export async function checkNotebook(path: string): Promise<NotebookCheck> {
  const notebook = await readNotebook(path);
  const { text, placeOf } = toModule(notebook.cells, SHOW);
  // In the folder of the notebook, so that imports resolve in the same way.
  const file = join(dirname(resolve(path)), `.run-${basename(path, ".ipynb")}-${process.pid}.mts`);
  await writeFile(file, text);
  try {
    const running = runModule(file, CONFIG);
    const types = checkTypes(file, CONFIG);
    const run = await running;
    const failure = failureOf(run);
    return {
      cells: notebook.cells.length,
      durationMs: run.durationMs,
      problems: [
        ...findStored(notebook),
        ...types.map(({ line, message }) => `${placeOf(line)}: ${message}`),
        ...(failure === undefined ? [] : [locate(failure, file, placeOf)]),
      ],
    };
  } finally {
    await rm(file, { force: true });
  }
}

function findStored({ stored, kernel }: Notebook): string[] {
  const results = stored.map((cell) => `code cell ${cell} stores results of a run: clear them.`);
  return kernel === KERNEL ? results : [...results, `The kernel is "${kernel}", not "${KERNEL}".`];
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
