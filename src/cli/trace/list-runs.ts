import { formatFoundLines } from "../../trajectory/print/found-lines.js";
import { summarizeTrajectories } from "../../trajectory/print/print-trajectory.js";
import type { SelectedRun } from "../../trajectory/search/select-runs.js";
import type { Io } from "../io.js";
import { printJsonList } from "./print-json-list.js";
import { isSelecting, openSelection, type RunSelectionFlags } from "./selection.js";

/** Flags of {@link listRuns}. */
interface ListFlags extends RunSelectionFlags {
  readonly full?: boolean;
  readonly json?: boolean;
}

/** Prints one line per selected trajectory while the file is read, and the found lines below. */
export async function listRuns(path: string, flags: ListFlags, io: Io): Promise<void> {
  const { runs, read } = await openSelection(path, flags);
  const { json = false, full = false } = flags;
  const { isColorful: color, width } = io;
  let count = 0;
  if (json) {
    count = await printJsonList(io, {
      name: "trajectories",
      entries: mapRuns(runs),
      rest: () => ({ read: read() }),
    });
  } else {
    for await (const run of runs) {
      count++;
      io.print(formatListedRun(run, { color, width, full }));
    }
  }
  if (isSelecting(flags)) io.note(`${count} of ${read()} trajectories.`);
}

async function* mapRuns(runs: AsyncIterable<SelectedRun>): AsyncGenerator<object> {
  for await (const run of runs) yield toListedRun(run);
}

/** A line about a trajectory, and the lines that were found in it. */
export function formatListedRun(
  { trajectory, lines }: SelectedRun,
  options: Parameters<typeof formatFoundLines>[1],
): string {
  const line = summarizeTrajectories([trajectory]).trimEnd();
  return [line, ...formatFoundLines(lines, options)].join("\n");
}

/** What a list states about a trajectory with `--json`. */
export function toListedRun({ trajectory, lines }: SelectedRun): object {
  const { id, status, outcome, steps, error } = trajectory;
  const rank = outcome?.rank ?? null;
  const found = lines.map(({ start, end, text, ...origin }) => ({
    ...origin,
    line: text,
    start,
    end,
  }));
  return {
    id,
    status,
    rank,
    steps: steps.length,
    ...(error !== null && { error }),
    ...(found.length > 0 && { lines: found }),
  };
}
