import type { Trajectory } from "../../trajectory/trajectory.js";
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
    for await (const { trajectory, lines } of runs) {
      count++;
      const line = summarizeTrajectories([trajectory]).trimEnd();
      io.print([line, ...formatFoundLines(lines, { color, width, full })].join("\n"));
    }
  }
  if (isSelecting(flags)) io.note(`${count} of ${read()} trajectories.`);
}

async function* mapRuns(runs: AsyncIterable<SelectedRun>): AsyncGenerator<object> {
  for await (const { trajectory, lines } of runs) {
    const found = lines.map(({ start, end, text, ...origin }) => ({
      ...origin,
      line: text,
      start,
      end,
    }));
    yield { ...describeRun(trajectory), ...(lines.length > 0 && { lines: found }) };
  }
}

/** What a list states about a trajectory. */
function describeRun({ id, status, outcome, steps, error }: Trajectory) {
  const rank = outcome?.rank ?? null;
  return { id, status, rank, steps: steps.length, ...(error !== null && { error }) };
}
