import { renderSummary } from "../../trajectory/print/summary-text.js";
import { createRunSummarizer } from "../../trajectory/summary/summarize-runs.js";
import { type Io, printResult } from "../io.js";
import { openSelection, type RunSelectionFlags } from "./selection.js";

/** Flags of {@link summarizeFile}. */
interface SummaryFlags extends RunSelectionFlags {
  readonly full?: boolean;
  readonly json?: boolean;
}

/** Prints a summary of the selected trajectories. */
export async function summarizeFile(path: string, flags: SummaryFlags, io: Io): Promise<void> {
  const { json, full = false } = flags;
  const { isColorful: color, width } = io;
  const { runs, read } = await openSelection(path, flags);
  const summarizer = createRunSummarizer();
  for await (const { trajectory } of runs) summarizer.add(trajectory);
  const summary = summarizer.read();
  printResult(io, {
    json,
    value: { ...summary, read: read() },
    text: () => renderSummary(summary, { color, width, full }).trimEnd(),
  });
}
