import type { TrajectoryRecorder } from "../../trajectory/recorder/recorder.js";
import type { RunningExecution } from "../../trajectory/recorder/running.js";

/** Options of {@link reportWhile}. */
export interface ReportingOptions {
  readonly recorder: TrajectoryRecorder;
  readonly runId: string;
  /** Called when the state of the execution has changed, at most every {@link REPORT_MS}. */
  readonly onRunning: (running: RunningExecution) => void;
}

/** Milliseconds between two reports. */
const REPORT_MS = 250;

/** Runs an execution, and reports what it is at until it ends. */
export async function reportWhile<Result>(
  run: () => Promise<Result>,
  { recorder, runId, onRunning }: ReportingOptions,
): Promise<Result> {
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
