import type { TrajectoryRecorder } from "../../trajectory/recorder/recorder.js";
import type { RunningExecution } from "../../trajectory/recorder/running.js";

/** Options of {@link whileReporting}. */
export interface ReportingOptions {
  readonly recorder: TrajectoryRecorder;
  readonly runId: string;
  /** Called when the state of the execution has changed, at most every {@link REPORT_MS}. Default: nothing is reported. */
  readonly onRunning: ((running: RunningExecution) => void) | undefined;
}

/** Milliseconds between two reports. */
export const REPORT_MS = 250;

/** Runs an execution, and reports what it is at until it ends. */
export async function whileReporting<Result>(
  run: () => Promise<Result>,
  { recorder, runId, onRunning }: ReportingOptions,
): Promise<Result> {
  if (onRunning === undefined) return run();
  let reported = "";
  const timer = setInterval(() => {
    const [running] = recorder.running(runId);
    const text = JSON.stringify(running) ?? "";
    if (running === undefined || text === reported) return;
    reported = text;
    onRunning(running);
  }, REPORT_MS);
  try {
    return await run();
  } finally {
    clearInterval(timer);
  }
}
