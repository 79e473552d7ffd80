import { trainLlm } from "../distill/llm/train-llm.js";
import { llmCommandOf } from "../distill/llm/llm-card.js";
import type { LlmTrainOptions } from "../distill/llm/options.js";
import type { LlmTrainingRecord, LlmTrainProgress } from "../distill/llm/record.js";
import type { Io } from "./io.js";
import { notePendingResults } from "./pending-results.js";
import { createProgress, type Progress } from "./progress.js";

/** A training record with where it was written. */
export interface LlmTrainingSummary extends LlmTrainingRecord {
  readonly out: string;
  readonly command: string;
}

/** Trains a language model with TRL and displays progress. */
export async function runLlmTraining(
  options: LlmTrainOptions,
  io: Io,
): Promise<LlmTrainingSummary> {
  notePendingResults(options.trajectories, io);
  const signal = io.listenForInterrupt();
  const display = createDisplay(io);
  try {
    const record = await trainLlm(options, {
      signal,
      onProgress: display.show,
      onEvent: (event) => {
        if (event.event === "data") {
          const { rows, validationRows, tokens, trainedTokens } = event;
          io.note(
            `${rows} + ${validationRows} conversations, ${tokens} tokens, ${trainedTokens} of them trained`,
          );
        }
        if (event.event !== "validation") return;
        const { step, loss, accuracy } = event;
        const share = accuracy === null ? "" : `, ${(100 * accuracy).toFixed(1)}% of tokens right`;
        io.note(`update ${step}: validation loss ${loss.toFixed(4)}${share}`);
      },
    });
    return { ...record, out: options.out, command: llmCommandOf(record) };
  } finally {
    display.stop();
  }
}

const PERCENT = 100;

function createDisplay(io: Io) {
  let bar: Progress | undefined;
  let stage = "";
  return {
    show(progress: LlmTrainProgress) {
      if (progress.stage !== stage) {
        stage = progress.stage;
        if (stage === "sft") {
          bar = createProgress(io, { label: "SFT, percent", total: PERCENT });
          bar.start(Math.floor(PERCENT * progress.share));
        } else io.note(STAGE_NOTES[progress.stage as keyof typeof STAGE_NOTES]);
      }
      if (stage === "sft") bar?.update(Math.floor(PERCENT * progress.share), "", progress.note);
      else if (progress.note !== "") io.note(progress.note);
    },
    stop: () => bar?.stop(),
  };
}

const STAGE_NOTES = {
  environment: "Preparing the Python environment of TRL ...",
  export: "Writing the conversations ...",
  saving: "Writing the student ...",
} as const satisfies Record<Exclude<LlmTrainProgress["stage"], "sft">, string>;

/** The summary as text. */
export function describeLlmTraining({ out, data, done, model }: LlmTrainingSummary): string {
  const { best, files, seconds, step, stopped } = done;
  return [
    `Student written to ${out} (${files.join(", ")}): ${step} updates on ${data.rows} conversations, ${model.trained.toLocaleString("en")} parameters trained, ${seconds.toFixed(0)} s.`,
    ...(best === null
      ? []
      : [`Validation loss ${best.loss.toFixed(4)} at update ${best.step}, which is kept.`]),
    ...(stopped
      ? ["Stopped: this is the best student so far. Run the same command again to resume."]
      : []),
  ].join("\n");
}
