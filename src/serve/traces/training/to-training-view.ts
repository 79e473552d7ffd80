import { FORMAT_NAMES } from "../../../distill/export/formats/index.js";
import {
  createSampleRenderer,
  type DroppedRow,
  type RowText,
  type SampleRow,
} from "../../../distill/export/render-sample.js";
import { renderingsOf } from "../../../distill/export/renderings.js";
import { resolveExportSettings } from "../../../distill/export/resolve-settings.js";
import { EXPORT_DEFAULTS } from "../../../distill/export/settings.js";
import type { TokenMeter } from "../../../distill/export/tokens.js";
import { VERDICT_MEANINGS } from "../../../distill/export/verdict-meanings.js";
import { StarError } from "../../../errors.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import {
  SHOWN_RENDERINGS,
  type ShownRendering,
  type ShownRow,
  type TrainingRendering,
  type TrainingView,
} from "./training-view.js";

/**
 * Computes the rows that `star export` with its default settings writes of a run, in every rendering, and the texts that it would write if
 * its filters did not drop them.
 *
 * @param meter - Counts tokens. Undefined: they are not counted, and the limit in tokens does not apply.
 */
export function toTrainingView(
  trajectory: Trajectory,
  meter: TokenMeter | undefined,
): TrainingView {
  const chosen = renderingsOf(trajectory, EXPORT_DEFAULTS);
  return {
    formats: FORMAT_NAMES.filter((name) => name !== "linear"),
    refusal: findRefusal(trajectory),
    isCounted: meter !== undefined,
    renderings: SHOWN_RENDERINGS.map((rendering) => ({
      rendering,
      isChosen: chosen.some((one) => one === rendering),
      ...render(trajectory, rendering, meter),
    })),
  };
}

/** The error of an export of a validation or test task. */
function findRefusal(trajectory: Trajectory): string | null {
  try {
    createSampleRenderer(EXPORT_DEFAULTS)(trajectory);
    return null;
  } catch (error) {
    if (StarError.isInstance(error)) return error.message;
    throw error;
  }
}

function render(
  trajectory: Trajectory,
  rendering: ShownRendering,
  meter: TokenMeter | undefined,
): Omit<TrainingRendering, "rendering" | "isChosen"> {
  const settings = resolveExportSettings({ settings: { rows: rendering, anySplit: true }, meter });
  const toSample = createSampleRenderer(settings, { meter, rendersDropped: true });
  const { verdict, rows, dropped, calls } = toSample(trajectory).toRows();
  return {
    verdict,
    meaning: VERDICT_MEANINGS[verdict],
    rows: [...rows, ...dropped].map(toShownRow),
    calls: Object.entries(calls)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => ({ verdict: name, meaning: meaningOf(name), count })),
  };
}

function toShownRow(row: SampleRow | DroppedRow): ShownRow {
  const { linear, tokens, rollout } = row;
  const isDropped = "verdict" in row && row.verdict !== "kept";
  const parts = partsOf(row);
  const trained = parts.filter(({ isTrained }) => isTrained);
  return {
    agent: rollout?.agent ?? null,
    weight: isDropped ? null : (rollout?.weight ?? 1),
    reason: isDropped ? VERDICT_MEANINGS[row.verdict] : null,
    parts,
    characters: linear.text.length,
    trainedCharacters: trained.reduce((sum, { text }) => sum + text.length, 0),
    tokens: tokens ?? null,
  };
}

function partsOf({ linear: { text, spans } }: RowText): ShownRow["parts"] {
  return spans.map(({ start, end, role, trainable }) => ({
    role,
    isTrained: trainable,
    text: text.slice(start, end),
  }));
}

function meaningOf(verdict: string): string {
  const known: Readonly<Record<string, string>> = VERDICT_MEANINGS;
  return known[verdict] ?? "";
}
