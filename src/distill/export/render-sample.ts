import { StarError } from "../../errors.js";
import { createOutcomeJudge, type OutcomeVerdict } from "../../trajectory/outcome-filter.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Conversation } from "../transcript/conversation.js";
import { type LinearText, renderLinear } from "../transcript/render-linear.js";
import type { CallVerdict } from "../conversations/judge-calls.js";
import { toConversationRows } from "../conversations/to-rows.js";
import { findConversationFault, findUnportable } from "../transcript/portable.js";
import { addCounts, type ExportVerdict } from "./counts.js";
import { isInFlavor } from "./formats/index.js";
import type { RowRollout } from "./formats/records.js";
import { findRenderingFault, renderingsOf, toTranscript } from "./renderings.js";
import type { ExportSettings } from "./settings.js";
import type { TokenCounts, TokenMeter } from "./tokens.js";

/** A trajectory with its verdict and, on demand, its text. */
export interface Sample {
  readonly trajectory: Trajectory;
  /** The verdict of the outcome filter. */
  readonly outcome: OutcomeVerdict;
  /** Whether the run completed and was recorded completely. */
  readonly isComplete: boolean;
  /** Renders the single-agent transcript once; undefined for a sample that is not complete. */
  readonly render: () => SampleText | undefined;
  /** Writes the rows that the settings ask for. */
  readonly toRows: () => SampleRows;
}

/** The rows of one trajectory. */
export interface SampleRows {
  readonly verdict: ExportVerdict;
  readonly rows: readonly SampleRow[];
  /** Model calls per verdict; empty unless conversations are written. */
  readonly calls: Readonly<Record<string, number>>;
  /** Texts that were rendered but are not in `rows`, with the reason. */
  readonly dropped: readonly DroppedRow[];
}

/** One row, without its id and split. */
export interface SampleRow extends RowText {
  /** Undefined for a single-agent transcript. */
  readonly rollout: RowRollout | undefined;
  /** Positions of the trained calls among the trajectory's calls; empty for a single-agent transcript. */
  readonly calls: readonly number[];
}

/** The text of a row. */
export interface RowText {
  readonly conversation: Conversation;
  readonly linear: LinearText;
  readonly tokens: TokenCounts | undefined;
}

/** The text of a row that is not written; `rollout` and `calls` are absent if it was dropped for its length. */
export interface DroppedRow extends RowText, Partial<Pick<SampleRow, "rollout" | "calls">> {
  readonly verdict: ExportVerdict;
}

/** The text of a complete trajectory. */
interface SampleText extends RowText {
  /** The verdict on the text: portable and within the length limits. */
  readonly verdict: ExportVerdict;
}

/** Options of {@link createSampleRenderer}. */
export interface RenderOptions {
  /** Counts tokens. Default: tokens are not counted, and only the limit in characters applies. */
  readonly meter?: TokenMeter | undefined;
  /** Renders the rows that samples which the outcome filter drops would have, too. Default false. */
  readonly rendersDropped?: boolean;
}

/**
 * Creates a function that turns trajectories into samples.
 *
 * @returns A function that throws {@link StarError} `LEAK_FOUND` for a validation or test task unless `anySplit` is set.
 */
export function createSampleRenderer(
  settings: ExportSettings,
  { meter, rendersDropped = false }: RenderOptions = {},
): (trajectory: Trajectory) => Sample {
  const judge = createOutcomeJudge(settings);
  return (trajectory) => {
    assertTrainingTask(trajectory, settings);
    const isComplete = trajectory.status === "completed" && trajectory.incomplete === undefined;
    const outcome = isComplete && trajectory.task === null ? "kept" : judge(trajectory);
    let text: SampleText | undefined;
    const render = () =>
      isComplete ? (text ??= renderText(trajectory, settings, meter)) : undefined;
    return {
      trajectory,
      isComplete,
      outcome,
      render,
      toRows: () => {
        const options = { trajectory, settings, meter, render };
        if (outcome === "kept") return renderRows(options);
        if (!rendersDropped || !isComplete) return withoutRows(outcome);
        const dropped = renderRows(options).rows.map((row) => ({ ...row, verdict: outcome }));
        return { ...withoutRows(outcome), dropped };
      },
    };
  };
}

interface RowOptions {
  readonly trajectory: Trajectory;
  readonly settings: ExportSettings;
  readonly meter: TokenMeter | undefined;
  readonly render: Sample["render"];
}

function renderRows(options: RowOptions): SampleRows {
  const { trajectory, settings, render } = options;
  const parts = renderingsOf(trajectory, settings).map((rendering): SampleRows => {
    const fault = findRenderingFault(trajectory, rendering, settings);
    if (fault !== undefined) return withoutRows(fault);
    if (rendering === "conversation") return renderConversations(options);
    const text = render();
    if (text === undefined) return withoutRows("not_completed");
    if (text.verdict !== "kept") return { ...withoutRows(text.verdict), dropped: [text] };
    return { ...withoutRows("kept"), rows: [{ ...text, rollout: undefined, calls: [] }] };
  });
  const [first] = parts;
  if (first === undefined) throw new Error("A trajectory has a rendering.");
  const rows = parts.flatMap((part) => part.rows);
  const faults = parts.filter(({ verdict }) => verdict !== "kept");
  const verdict =
    faults.length > 0 && rows.length > 0 ? "kept_partly" : (faults[0] ?? first).verdict;
  // Only conversations count calls.
  const calls = Object.assign({}, ...parts.map((part) => part.calls));
  return { verdict, rows, calls, dropped: parts.flatMap((part) => part.dropped) };
}

function withoutRows(verdict: ExportVerdict): SampleRows {
  return { verdict, rows: [], calls: {}, dropped: [] };
}

function renderConversations({ trajectory, settings, meter }: RowOptions): SampleRows {
  const texts = new Map<Conversation, RowText>();
  const dropped: DroppedRow[] = [];
  const findFault = (conversation: Conversation): CallVerdict | undefined => {
    const fault = findConversationFault(conversation);
    if (fault !== undefined) return fault;
    if (!isInFlavor(conversation, settings)) return "not_in_flavor";
    const linear = renderLinear(conversation);
    const tokens = meter?.measure(linear);
    const text = { conversation, linear, tokens };
    texts.set(conversation, text);
    const isLong = isTooLong({ chars: linear.text.length, tokens: tokens?.total }, settings);
    if (!isLong) return undefined;
    // Shorter parts of the same conversation are tried next.
    if (!dropped.at(-1)?.linear.text.startsWith(linear.text))
      dropped.push({ ...text, verdict: "too_long" });
    return "too_long";
  };
  const { rows, verdicts } = toConversationRows(trajectory, { edited: settings.edited, findFault });
  const trained = verdicts.filter((verdict) => verdict === "trained").length;
  const calls: Record<string, number> = {};
  for (const verdict of verdicts) addCounts(calls, { [verdict]: 1 });
  return {
    verdict: verdictOf(verdicts),
    calls,
    dropped,
    rows: rows.flatMap(({ agent, conversation, calls: own }) => {
      const text = texts.get(conversation);
      const weight = own.length / trained;
      const rollout = { trajectory: trajectory.id, agent, weight };
      return text === undefined ? [] : [{ ...text, rollout, calls: own }];
    }),
  };
}

/** Discarded calls do not count: another attempt took their place. */
function verdictOf(verdicts: readonly CallVerdict[]): ExportVerdict {
  const faults = verdicts.filter((one) => one !== "trained" && one !== "discarded");
  const isTrained = verdicts.includes("trained");
  if (verdicts.length === 0) return "no_model_calls";
  if (isTrained) return faults.length === 0 ? "kept" : "kept_partly";
  return faults[0] ?? "discarded";
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
  const conversation = toTranscript(trajectory, settings);
  const linear = renderLinear(conversation);
  const unportable =
    findUnportable(conversation, linear.text) ??
    (isInFlavor(conversation, settings) ? undefined : "not_in_flavor");
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
