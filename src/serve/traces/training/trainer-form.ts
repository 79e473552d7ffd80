import { type FormatName, selectFormats } from "../../../distill/export/formats/index.js";
import { createSampleRenderer } from "../../../distill/export/render-sample.js";
import { resolveExportSettings } from "../../../distill/export/resolve-settings.js";
import type { TokenMeter } from "../../../distill/export/tokens.js";
import { toTrainingExamples } from "../../../distill/export/training-examples.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import type { ShownRendering } from "./training-view.js";

/** A row of a run as one trainer's file has it. */
export interface TrainerForm {
  /** Path of the file in an export's folder. */
  readonly path: string;
  /** The row as indented JSON. A file of JSON lines has it on one line, and one of Parquet in columns. */
  readonly text: string;
}

/** Names a row of a run and a trainer. */
export interface TrainerFormAddress {
  readonly rendering: ShownRendering;
  readonly format: FormatName;
  /** Position among the rows of the rendering, from 0. */
  readonly row: number;
}

/**
 * Writes a row of a run as `star export --format` writes it with its other settings at their defaults.
 *
 * @param meter - Counts tokens. Undefined: the limit in tokens does not apply.
 * @returns Undefined where the export writes no such row.
 */
export function toTrainerForm(
  trajectory: Trajectory,
  { rendering, format, row }: TrainerFormAddress,
  meter: TokenMeter | undefined,
): TrainerForm | undefined {
  const chosen = { rows: rendering, formats: [format], anySplit: true };
  const settings = resolveExportSettings({ settings: chosen, meter });
  const { rows } = createSampleRenderer(settings, { meter })(trajectory).toRows();
  const example = toTrainingExamples(trajectory, rows, settings)[row];
  const table = selectFormats(settings).find(({ name }) => name === format)?.examples;
  if (example === undefined || table === undefined) return undefined;
  return {
    path: table.files[example.split],
    text: JSON.stringify(table.toRow(example), null, 2),
  };
}
