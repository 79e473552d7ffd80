import { StarError } from "../../errors.js";
import { createOutcomeJudge, type OutcomeVerdict } from "../../trajectory/outcome-filter.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Conversation } from "../transcript/conversation.js";
import { type LinearText, renderLinear } from "../transcript/render-linear.js";
import { toConversation } from "../transcript/to-conversation.js";
import { findUnportable } from "./portable.js";
import type { ExportSettings } from "./settings.js";
import type { ExportVerdict } from "./tally.js";
import type { TokenCounts, TokenMeter } from "./tokens.js";

/** A trajectory as text, where it can be. */
export interface SampleText {
  readonly conversation: Conversation;
  readonly linear: LinearText;
  readonly tokens: TokenCounts | undefined;
  /** Whether every trainer reads it alike and takes its length. */
  readonly verdict: ExportVerdict;
}

/** A trajectory, its outcome, and its text as soon as somebody wants it. */
export interface Sample {
  readonly trajectory: Trajectory;
  readonly outcome: OutcomeVerdict;
  /** Whether it ended, and its steps show all that was done. */
  readonly isWhole: boolean;
  /** Undefined when it is not whole. */
  readonly text: () => SampleText | undefined;
}

/** @param meter - Counts tokens; without it rows are only limited in characters. */
export function createSampleViewer(
  settings: ExportSettings,
  meter: TokenMeter | undefined,
): (trajectory: Trajectory) => Sample {
  const judge = createOutcomeJudge(settings);
  return (trajectory) => {
    assertTrainingTask(trajectory, settings);
    const isWhole = trajectory.status === "completed" && trajectory.incomplete === undefined;
    let text: SampleText | undefined;
    return {
      trajectory,
      isWhole,
      outcome: isWhole && trajectory.task === null ? "kept" : judge(trajectory),
      text: () => (isWhole ? (text ??= view(trajectory, settings, meter)) : undefined),
    };
  };
}

function view(
  trajectory: Trajectory,
  settings: ExportSettings,
  meter: TokenMeter | undefined,
): SampleText {
  const conversation = toConversation(trajectory);
  const linear = renderLinear(conversation);
  const unportable = findUnportable(conversation, linear.text);
  const tokens = unportable === undefined ? meter?.measure(linear) : undefined;
  const isLong = isTooLong({ chars: linear.text.length, tokens: tokens?.total }, settings);
  return {
    conversation,
    linear,
    tokens,
    verdict: unportable ?? (isLong ? "too_long" : "kept"),
  };
}

interface Length {
  readonly chars: number;
  readonly tokens: number | undefined;
}

/** Whether a row is over either limit. Such a row is dropped: cut short, it would teach to stop before the recommendation. */
export function isTooLong(
  { chars, tokens = 0 }: Length,
  { maxChars, maxTokens }: Pick<ExportSettings, "maxChars" | "maxTokens">,
): boolean {
  return chars > (maxChars ?? Infinity) || tokens > (maxTokens ?? Infinity);
}

/** The filter knows the held-out items of its tasks: a student trained on what it keeps must not be measured on them. */
function assertTrainingTask({ id, task }: Trajectory, { anySplit }: ExportSettings): void {
  if (anySplit || task === null || task.split === "train") return;
  throw new StarError("LEAK_FOUND", {
    message: `The trajectory "${id}" is of a ${task.split} task, on which students are measured.`,
    remedy:
      "Teach on training tasks (star teach --split train), or pass --any-split when no student is measured on these.",
  });
}
