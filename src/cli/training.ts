import { describeStages, isUnderTrained } from "../student/run/describe-record.js";
import type { TrainOptions } from "../student/run/options.js";
import type { TrainingRecord, TrainProgress } from "../student/run/record.js";
import { runTraining } from "../student/run/run-training.js";
import type { Validation } from "../student/run/validate.js";
import type { Io } from "./io.js";
import { notePendingResults } from "./pending-results.js";
import { createProgress, type Progress } from "./progress.js";

/** A training record with where it was written and how long it took. */
export interface TrainingSummary extends TrainingRecord {
  readonly out: string;
  readonly seconds: number;
}

/** Trains in a worker thread and displays progress. */
export async function train(options: TrainOptions, io: Io): Promise<TrainingSummary> {
  notePendingResults(options.trajectories, io);
  const begun = performance.now();
  const stop = io.listenForInterrupt();
  const display = createDisplay(io);
  try {
    const record = await runTraining({ ...options, onProgress: display.show, signal: stop });
    const seconds = (performance.now() - begun) / 1000;
    return { ...record, out: options.out, seconds };
  } catch (error) {
    if (stop.aborted) io.note("Stopped. Run the same command again to resume.");
    throw error;
  } finally {
    display.stop();
  }
}

/** Shows one progress bar per stage, and one line per validation. */
function createDisplay(io: Io) {
  let current: { readonly stage: string; readonly bar: Progress } | undefined;
  let lastLine = "";
  return {
    show(progress: TrainProgress) {
      const { stage, done, total, validation, report } = progress;
      if (current?.stage !== stage) {
        current?.bar.stop();
        current = { stage, bar: createProgress(io, { label: STAGE_LABELS[stage], total }) };
        current.bar.start(done);
      }
      const shown = report === undefined ? "" : describeReport(report);
      current.bar.update(done, "", stage === "sft" ? "" : shown);
      const line =
        validation === undefined
          ? ""
          : `${validation.stage} ${validation.at}: ${describeValidation(validation)}`;
      if (line !== lastLine && line !== "") io.note(`${line}${shown === "" ? "" : `; ${shown}`}`);
      lastLine = line;
    },
    stop: () => current?.bar.stop(),
  };
}

const STAGE_LABELS = {
  read: "read",
  measure: "measure",
  sft: "SFT",
  rl: "reinforce",
} as const satisfies Record<TrainProgress["stage"], string>;

function describeReport({
  reward,
  format,
  first,
  kl,
  entropy,
  length,
  flatGroups,
}: NonNullable<TrainProgress["report"]>): string {
  const divergence = kl === null ? "" : `, KL ${kl.toFixed(4)}`;
  return `reward ${reward.toFixed(2)}, well formed ${percent(format)}, first ${percent(first)}${divergence}, entropy ${entropy.toFixed(2)}, ${length.toFixed(0)} positions, ${flatGroups} flat groups`;
}

function describeValidation({ HR, scoredHR, format }: Validation): string {
  return `HR ${percent(HR)} (by scores ${percent(scoredHR)}), well formed ${percent(format)} on validation tasks`;
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

/** The summary as text. */
export function describeTraining(summary: TrainingSummary): string {
  const { out, data, afterSft, best, seconds, stopped } = summary;
  return [
    `Student written to ${out}: ${describeStages(summary)}, on ${data.kept} of ${data.read} trajectories, ${seconds.toFixed(0)} s.`,
    ...(afterSft === null ? [] : [`After SFT: ${describeValidation(afterSft)}.`]),
    `Kept: ${describeValidation(best)}.`,
    ...(isUnderTrained(summary)
      ? ["It is under-trained: this run demonstrates the procedure, not its results."]
      : []),
    ...(stopped
      ? ["Stopped: this is the best student so far. Run the same command again to resume."]
      : []),
  ].join("\n");
}
