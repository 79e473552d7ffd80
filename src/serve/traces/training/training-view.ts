import type { ExportVerdict } from "../../../distill/export/counts.js";
import type { FormatName } from "../../../distill/export/formats/index.js";
import { RENDERINGS } from "../../../distill/export/renderings.js";
import type { TokenCounts } from "../../../distill/export/tokens.js";
import type { Span } from "../../../distill/transcript/render-linear.js";

/** Ways to write a run that the page shows, as `star export --rows` takes them. */
export const SHOWN_RENDERINGS = [...RENDERINGS, "short"] as const;
/** One of {@link SHOWN_RENDERINGS}. */
export type ShownRendering = (typeof SHOWN_RENDERINGS)[number];

/** A run as the training data that an export with default settings writes. Plain data: the page only imports its types. */
export interface TrainingView {
  /** Formats of `star export`, without the linear text that the rows below are. */
  readonly formats: readonly FormatName[];
  /** Why an export of the file is refused because of this run; null if it is not. */
  readonly refusal: string | null;
  /** False where the tokenizer is not installed. */
  readonly isCounted: boolean;
  readonly renderings: readonly TrainingRendering[];
}

/** The rows of a run in one rendering. */
export interface TrainingRendering {
  readonly rendering: ShownRendering;
  /** True for the rendering that `star export` chooses for this run. */
  readonly isChosen: boolean;
  readonly verdict: ExportVerdict;
  /** The verdict in words. */
  readonly meaning: string;
  readonly rows: readonly ShownRow[];
  /** Verdicts on the model calls; empty for a single-agent transcript. */
  readonly calls: readonly {
    readonly verdict: string;
    readonly meaning: string;
    readonly count: number;
  }[];
}

/** One row, or the text of one that is not written. */
export interface ShownRow {
  /** Null for a single-agent transcript. */
  readonly agent: string | null;
  /** Share of the run's trained replies that are in this row; null for a row that is not written. */
  readonly weight: number | null;
  /** Why it is not written, in words; null for a row that is written. */
  readonly reason: string | null;
  /** Joined, they are the text of the row. */
  readonly parts: readonly TrainingPart[];
  /** UTF-16 code units of all parts, and of the trained ones. */
  readonly characters: number;
  readonly trainedCharacters: number;
  /** Null where tokens are not counted. */
  readonly tokens: TokenCounts | null;
}

/** The text of one message. */
export interface TrainingPart {
  readonly role: Span["role"];
  /** True if a loss is computed on it. */
  readonly isTrained: boolean;
  readonly text: string;
}
