/** Runs inside the module of a notebook: collects what its cells display, as Jupyter does, and writes it when the process ends. */
import { writeFileSync } from "node:fs";
import { inspect } from "node:util";
import type { CellOutput } from "./outputs.js";

const DISPLAY = Symbol.for("Jupyter.display");

/** Contents of the file that is written beside the module. */
export interface Captured {
  /** False if the process ended before the last cell did. */
  readonly complete: boolean;
  /** Outputs by code cell. */
  readonly cells: readonly (readonly CellOutput[])[];
}

const cells: CellOutput[][] = [];
let complete = false;

/** Begins the next cell. */
export function begin(): void {
  cells.push([]);
}

/** Ends the last cell. */
export function end(): void {
  complete = true;
}

/** Displays the last value of a cell, and throws if its display is not valid. Undefined displays nothing. */
export function show(value: unknown): void {
  if (value === undefined) return;
  const display: unknown = Object(value)[DISPLAY];
  const data: unknown =
    typeof display === "function" ? display.call(value) : { "text/plain": inspect(value) };
  if (!isBundle(data))
    throw new TypeError(`A cell displays ${JSON.stringify(data)}; expected texts by MIME type.`);
  cells.at(-1)?.push({ kind: "value", data });
}

function isBundle(data: unknown): data is Record<string, string> {
  const contents: unknown[] = Object.values(Object(data));
  return (
    contents.length > 0 &&
    contents.every((content) => typeof content === "string" && content !== "")
  );
}

const print = process.stdout.write.bind(process.stdout);
process.stdout.write = (chunk: string | Uint8Array, ...rest: never[]) => {
  const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
  cells.at(-1)?.push({ kind: "text", text });
  return print(chunk, ...rest);
};

// The timeout of the runner: what the cells displayed until then is written, too.
process.on("SIGTERM", () => process.exit(143));

process.on("exit", () => {
  const captured: Captured = { complete, cells };
  writeFileSync(`${process.argv[1]}.json`, JSON.stringify(captured));
});
