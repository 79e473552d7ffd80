import type { Trajectory } from "../../trajectory/trajectory.js";
import { toPrompt } from "../transcript/to-conversation.js";
import { addCounts, type ExportVerdict, SELECTION_VERDICTS } from "./counts.js";
import type { PreferencePair, TrainingExample, TrainingPrompt } from "./formats/records.js";
import { originOf } from "./origin.js";
import { isPortablePrompt } from "../transcript/portable.js";
import { createPairBuilder } from "./pairs/build-pairs.js";
import { createSampleRenderer, type RenderOptions, type Sample } from "./render-sample.js";
import type { SelectedSample } from "./selection/preference.js";
import { createSelector } from "./selection/select-samples.js";
import { difficultyOf, type TaskOutcome } from "./selection/task-outcome.js";
import type { ExportSettings } from "./settings.js";
import { type ReasonTexts, sumTexts } from "./reason-texts.js";
import type { TokenCounts } from "./tokens.js";
import { toTrainingExamples } from "./training-examples.js";
import { hasUnknownEnd } from "./unknown-ends.js";

/** Records of the samples of one task. */
export interface TaskRecords {
  /** One per sample, in order. */
  readonly verdicts: readonly ExportVerdict[];
  /** Model calls per verdict, where conversations are written. */
  readonly calls: Readonly<Record<string, number>>;
  readonly examples: readonly TrainingExample[];
  /** Examples with a trained reply of which it is unknown why it ended. */
  readonly unknownEnds: number;
  /** One per row; empty where tokens are not counted. */
  readonly tokens: readonly TokenCounts[];
  /** Texts of the rows, and of those that were rendered and dropped, by reason. */
  readonly texts: ReasonTexts;
  readonly prompt: TrainingPrompt | undefined;
  readonly pairs: readonly PreferencePair[];
  /** Wrong answers of which a pair was sought; 0 unless the settings or a file say which answers are rejected. */
  readonly wrong: number;
  /** Undefined for a trajectory without a task. */
  readonly group: TaskOutcome | undefined;
}

/**
 * Creates a function that builds the records of one task from its samples.
 *
 * @returns A function of the samples of one task, and of those whose wrong answers are the rejected ones of pairs (default: the samples).
 * It must be called once per task, in the order of the file. It throws {@link StarError} `LEAK_FOUND` for a validation or test task unless `anySplit` is set.
 */
export function createRecordBuilder(
  settings: ExportSettings,
  options: RenderOptions = {},
): (samples: readonly Trajectory[], others?: readonly Trajectory[]) => TaskRecords {
  const toSample = createSampleRenderer(settings, options);
  const select = createSelector(settings);
  const toPairs = createPairBuilder(settings);
  return (trajectories, others) => {
    const samples = trajectories.map(toSample);
    const { group, samples: selected } = select(samples);
    const pairs = toPairs({
      selected: selected.filter(isSelected).map(({ sample }) => sample),
      samples,
      others: others?.map(toSample),
    });
    return {
      ...writtenOf(selected, settings),
      texts: sumTexts(selected.map(({ written }) => written)),
      prompt: toTrainingPrompt(samples, { settings, group }),
      ...pairs,
      group,
    };
  };
}

/** What is written of the selected samples. */
function writtenOf(samples: readonly SelectedSample[], settings: ExportSettings) {
  const verdicts: ExportVerdict[] = [];
  const examples: TrainingExample[] = [];
  const tokens: TokenCounts[] = [];
  const calls: Record<string, number> = {};
  let unknownEnds = 0;
  for (const { sample, written } of samples) {
    verdicts.push(written.verdict);
    addCounts(calls, written.calls);
    unknownEnds += written.rows.filter((row) => hasUnknownEnd(sample.trajectory, row)).length;
    examples.push(...toTrainingExamples(sample.trajectory, written.rows, settings));
    tokens.push(...written.rows.flatMap((row) => row.tokens ?? []));
  }
  return { verdicts, calls, examples, unknownEnds, tokens };
}

/** True unless the selection dropped all rows of the sample. */
function isSelected({ written: { verdict } }: SelectedSample): boolean {
  return !SELECTION_VERDICTS.some((reason) => reason === verdict);
}

/** Uses the first sample with a portable prompt: all samples of a task start with the same messages. */
function toTrainingPrompt(
  samples: readonly Sample[],
  { settings, group }: { settings: ExportSettings; group: TaskOutcome | undefined },
): TrainingPrompt | undefined {
  if (settings.rows === "short") return undefined;
  for (const { trajectory, isComplete } of samples) {
    const { task, outcome } = trajectory;
    if (!isComplete || task === null || outcome === null) continue;
    const conversation = toPrompt(trajectory);
    if (!isPortablePrompt(conversation)) continue;
    return {
      ...originOf(trajectory, settings),
      id: task.id,
      conversation,
      groundTruth: outcome.heldOut,
      candidates: task.candidates,
      difficulty: difficultyOf(group),
    };
  }
  return undefined;
}
