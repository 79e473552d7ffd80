import { parseBatch, readBatches } from "./batches.js";
import { EXPORT_VERDICTS, type ExportVerdict } from "./counts.js";
import { recordGroups, summarizeBatch } from "./encode-batch.js";
import type { Manifest } from "./manifest.js";
import { describePairFile, openPairFile } from "./pairs/pair-file.js";
import { addTexts, type ReasonTexts, type TextCounts } from "./reason-texts.js";
import { resolveExportSettings } from "./resolve-settings.js";
import { createRecordBuilder } from "./to-records.js";
import { createExportTotals } from "./totals.js";
import type { ExportOptions } from "./export-options.js";

/** Options of `previewExport`. */
export type PreviewOptions = Omit<ExportOptions, "directory" | "threads">;

/** What an export would contain. */
export interface ExportPreview extends Pick<
  Manifest,
  "settings" | "pairsFrom" | "sources" | "tools" | "samples" | "counts" | "tokens"
> {
  /** Trajectories in the file. */
  readonly trajectories: number;
  /** The reasons that occur. `kept` and `kept_partly` are trajectories with rows. */
  readonly reasons: readonly ReasonCounts[];
}

/** Trajectories and texts with the same reason. */
export interface ReasonCounts extends Omit<TextCounts, "tokens" | "trained"> {
  readonly reason: ExportVerdict;
  /**
   * Trajectories with this verdict. Those with the verdict `kept_partly` have rows that count as `kept`, and others that count under
   * the reason for which they are dropped.
   */
  readonly trajectories: number;
  /** Null where tokens are not counted. */
  readonly tokens: number | null;
  /** Tokens that the student is trained on. */
  readonly trained: number | null;
}

/** The implementation of `previewExport`. */
export function countExport(options: PreviewOptions): Promise<ExportPreview> {
  return countTrajectories({ ...options, rendersDropped: true });
}

interface CountOptions extends PreviewOptions {
  /** Bytes of the file that are read. Default: all. */
  readonly bytes?: number;
  /** Counts the texts of trajectories that the outcome filter drops, too. Default false. */
  readonly rendersDropped?: boolean;
}

/** Selects and renders trajectories as for an export, and counts them. */
export async function countTrajectories(options: CountOptions): Promise<ExportPreview> {
  const {
    path,
    bytes: size,
    pairsFrom,
    meter,
    rendersDropped = false,
    signal,
    onProgress,
  } = options;
  const settings = resolveExportSettings(options);
  const toRecords = createRecordBuilder(settings, { meter, rendersDropped });
  const totals = createExportTotals();
  let texts: ReasonTexts = {};
  let bytes = 0;
  const pairFile = pairsFrom === undefined ? undefined : await openPairFile(pairsFrom);
  try {
    for await (const batch of readBatches(path, { pairFile, size })) {
      signal?.throwIfAborted();
      const trajectories = parseBatch(batch);
      const groups = recordGroups(batch, { trajectories, toRecords });
      totals.add(summarizeBatch(trajectories, groups));
      texts = addTexts([texts, ...groups.map((group) => group.texts)]);
      bytes += batch.bytes.length;
      onProgress?.({ read: totals.trajectories(), bytes });
    }
  } finally {
    await pairFile?.close();
  }
  const isCounted = meter !== undefined;
  const { tokens, wrong, ...result } = totals.result();
  return {
    settings,
    ...describePairFile(pairFile, wrong),
    ...result,
    tokens: isCounted ? tokens : null,
    trajectories: totals.trajectories(),
    reasons: listReasons(result.counts.verdicts, { texts, isCounted }),
  };
}

interface ReasonOptions {
  readonly texts: ReasonTexts;
  readonly isCounted: boolean;
}

const NO_TEXTS: TextCounts = { rows: 0, characters: 0, tokens: 0, trained: 0 };

function listReasons(
  verdicts: Manifest["counts"]["verdicts"],
  { texts, isCounted }: ReasonOptions,
): ReasonCounts[] {
  return EXPORT_VERDICTS.flatMap((reason) => {
    const { rows, characters, tokens, trained } = texts[reason] ?? NO_TEXTS;
    const trajectories = verdicts[reason];
    if (trajectories === 0 && rows === 0) return [];
    const counted = isCounted ? { tokens, trained } : { tokens: null, trained: null };
    return [{ reason, trajectories, rows, characters, ...counted }];
  });
}
