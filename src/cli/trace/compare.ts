import { compareRuns } from "../../trajectory/compare/compare-runs.js";
import { createFileComparer } from "../../trajectory/compare/compare-files.js";
import { renderFileComparison } from "../../trajectory/print/file-comparison-text.js";
import { renderRunComparison } from "../../trajectory/print/run-comparison-text.js";
import { candidatesOf } from "../../trajectory/print/task-section.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { type Io, printResult } from "../io.js";
import { findRun } from "./find-run.js";
import { isSelecting, openSelection, type RunSelectionFlags } from "./selection.js";
import { trajectoriesOf } from "./show-run.js";

/** Flags of the comparisons. */
interface CompareFlags extends RunSelectionFlags {
  readonly full?: boolean;
  readonly json?: boolean;
}

/** Two files, which can be the same. The selection applies to the first. */
interface Files {
  readonly one: string;
  readonly other: string;
}

/** Compares one trajectory of each file. */
export async function compareTwoRuns(
  { one, other }: Files,
  flags: CompareFlags & {
    readonly ids: readonly [one: string | undefined, other: string | undefined];
  },
  io: Io,
): Promise<void> {
  const { ids, full = false, json } = flags;
  const { isColorful: color, width } = io;
  const first = await find(one, { id: ids[0], flags });
  const same = ids[0] === undefined ? undefined : first.id;
  const second = await find(other, { id: ids[1] ?? same, flags: {} });
  const comparison = compareRuns(first, second);
  const items = new Map([...candidatesOf(second), ...candidatesOf(first)]);
  const options = { color, width, full, items };
  const text = () => renderRunComparison(comparison, options).trimEnd();
  printResult(io, { json, value: comparison, text });
}

interface Search {
  readonly id: string | undefined;
  readonly flags: RunSelectionFlags;
}

async function find(path: string, { id, flags }: Search): Promise<Trajectory> {
  const { runs } = await openSelection(path, flags);
  return findRun(trajectoriesOf(runs), { id, path });
}

/** Compares two files task by task; of two files with one trajectory each, these. */
export async function compareTwoFiles(files: Files, flags: CompareFlags, io: Io): Promise<void> {
  const { one, other } = files;
  const { full = false, json } = flags;
  const { isColorful: color, width } = io;
  const comparer = createFileComparer();
  const first = await openSelection(one, flags);
  for await (const { trajectory } of first.runs) comparer.addOne(trajectory);
  const second = await openSelection(other, {});
  for await (const { trajectory } of second.runs) comparer.addOther(trajectory);
  if (first.read() === 1 && second.read() === 1)
    return compareTwoRuns(files, { ...flags, ids: [undefined, undefined] }, io);
  const comparison = comparer.read();
  const names = [one, other] as const;
  const options = { color, width, full, names, isSelection: isSelecting(flags) };
  const text = () => renderFileComparison(comparison, options).trimEnd();
  printResult(io, { json, value: comparison, text });
}
