import { addCounts, type ExportVerdict } from "./counts.js";
import type { RowText, SampleRows } from "./render-sample.js";

/** Number and length of texts. */
export interface TextCounts {
  readonly rows: number;
  /** UTF-16 code units of linear text. */
  readonly characters: number;
  /** 0 where tokens are not counted. */
  readonly tokens: number;
  /** Tokens with a loss. */
  readonly trained: number;
}

/** Texts by reason. `kept` counts the rows of an export, all others the texts that are not written. */
export type ReasonTexts = Readonly<Partial<Record<ExportVerdict, TextCounts>>>;

/** Sums the texts of trajectories by reason. */
export function sumTexts(written: readonly SampleRows[]): ReasonTexts {
  return addTexts(
    written.flatMap(({ rows, dropped }) => [
      ...rows.map((row) => ({ kept: measureText(row) })),
      ...dropped.map((row) => ({ [row.verdict]: measureText(row) })),
    ]),
  );
}

/** Adds up counts by reason. */
export function addTexts(texts: readonly ReasonTexts[]): ReasonTexts {
  const totals: Record<string, Record<string, number>> = {};
  for (const one of texts) {
    for (const [reason, counts] of Object.entries(one)) {
      addCounts((totals[reason] ??= {}), { ...counts });
    }
  }
  return totals as ReasonTexts;
}

function measureText({ linear, tokens }: RowText): TextCounts {
  const characters = linear.text.length;
  return { rows: 1, characters, tokens: tokens?.total ?? 0, trained: tokens?.trained ?? 0 };
}
