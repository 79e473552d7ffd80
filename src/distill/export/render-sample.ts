import { StarError } from "../../errors.js";
import { createOutcomeJudge, type OutcomeVerdict } from "../../trajectory/outcome-filter.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Conversation } from "../transcript/conversation.js";
import { type LinearText, renderLinear } from "../transcript/render-linear.js";
import { toConversation } from "../transcript/to-conversation.js";
import type { ExportVerdict } from "./counts.js";
import { findUnportable } from "./portable.js";
import type { ExportSettings } from "./settings.js";
import type { TokenCounts, TokenMeter } from "./tokens.js";

/** A trajectory with its verdict and, on demand, its text. */
export interface Sample {
  readonly trajectory: Trajectory;
  /** The verdict of the outcome filter. */
  readonly outcome: OutcomeVerdict;
  /** Whether the run completed and was recorded completely. */
  readonly isComplete: boolean;
  /** Renders the text once; undefined for a sample that is not complete. */
  readonly render: () => SampleText | undefined;
}

/** The text of a complete trajectory. */
interface SampleText {
  readonly conversation: Conversation;
  readonly linear: LinearText;
  readonly tokens: TokenCounts | undefined;
  /** The verdict on the text: portable and within the length limits. */
  readonly verdict: ExportVerdict;
}

/**
 * Creates a function that turns trajectories into samples.
 *
 * @param meter - Counts tokens; if undefined, only the limit in characters applies.
 * @returns A function that throws {@link StarError} `LEAK_FOUND` for a validation or test task unless `anySplit` is set.
 */
export function createSampleRenderer(
  settings: ExportSettings,
  meter: TokenMeter | undefined,
): (trajectory: Trajectory) => Sample {
  const judge = createOutcomeJudge(settings);
  return (trajectory) => {
    assertTrainingTask(trajectory, settings);
    const isComplete = trajectory.status === "completed" && trajectory.incomplete === undefined;
    let text: SampleText | undefined;
    return {
      trajectory,
      isComplete,
      outcome: isComplete && trajectory.task === null ? "kept" : judge(trajectory),
      render: () => (isComplete ? (text ??= renderText(trajectory, settings, meter)) : undefined),
    };
  };
}

/** The outcome filter uses the held-out items of its tasks, so a student trained on the result must not be evaluated on them. */
function assertTrainingTask({ id, task }: Trajectory, { anySplit }: ExportSettings): void {
  if (anySplit || task === null || task.split === "train") return;
  throw new StarError("LEAK_FOUND", {
    message: `The trajectory "${id}" belongs to a ${task.split} task, on which students are evaluated.`,
    remedy:
      "Teach on training tasks (star teach --split train), or pass --any-split if no student is evaluated on these tasks.",
  });
}

function renderText(
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

/** Rows over a limit are dropped, not truncated: a truncated row would train the student to stop before the recommendation. */
function isTooLong(
  { chars, tokens = 0 }: Length,
  { maxChars, maxTokens }: Pick<ExportSettings, "maxChars" | "maxTokens">,
): boolean {
  return chars > (maxChars ?? Infinity) || tokens > (maxTokens ?? Infinity);
}
