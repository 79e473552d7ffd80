import { StarError } from "../../errors.js";
import { DIFFICULTIES } from "../difficulty.js";
import { addCounts, CALL_COUNTS, EXPORT_VERDICTS, zeroCounts } from "./counts.js";
import type { BatchSummary, EncodedPrompt } from "./encode-batch.js";
import { EXPORT_SPLITS } from "./formats/records.js";
import { createIdSet, type IdSet } from "./id-set.js";
import type { Manifest } from "./manifest.js";
import { RENDERINGS } from "./renderings.js";
import { toSampleCounts } from "./selection/pass-at-k.js";
import { type Source, uniqueSources } from "./sources.js";
import { sumTokens, type TokenCounts } from "./tokens.js";

/** Totals over all batches of an export, for its manifest. */
export interface ExportTotals {
  /**
   * Adds a batch.
   *
   * @returns The prompts of tasks that no earlier batch contained.
   * @throws {StarError} `TRAJECTORY_INVALID` for a duplicate trajectory id.
   */
  add(batch: BatchSummary): readonly EncodedPrompt[];
  /** Number of trajectories added. */
  trajectories(): number;
  result(): Pick<Manifest, "counts" | "samples" | "sources" | "tools"> & {
    readonly tokens: TokenCounts;
    /** Wrong answers of which a pair was sought. */
    readonly wrong: number;
  };
}

/** Creates totals that are all 0. */
export function createExportTotals(): ExportTotals {
  const ids = createIdSet();
  const tasks = createIdSet();
  const tools = new Set<string>();
  const verdicts = zeroCounts(EXPORT_VERDICTS);
  const calls = zeroCounts(CALL_COUNTS);
  const rows = zeroCounts(RENDERINGS);
  const examples = zeroCounts(EXPORT_SPLITS);
  const prompts = zeroCounts(EXPORT_SPLITS);
  const pairs = zeroCounts(EXPORT_SPLITS);
  const difficulties = zeroCounts([...DIFFICULTIES, "unknown"]);
  const outcomes: Record<string, number> = {};
  let sources: Source[] = [];
  let tokens = sumTokens([]);
  let wrong = 0;
  let unknownEnds = 0;
  return {
    add(batch) {
      for (const id of batch.ids) addUnique(ids, id);
      for (const verdict of batch.verdicts) verdicts[verdict]++;
      const newPrompts = batch.prompts.filter(({ id }) => tasks.add(id));
      for (const { split, difficulty } of newPrompts) {
        addCounts(prompts, { [split]: 1 });
        if (split === "train") difficulties[difficulty ?? "unknown"]++;
      }
      addCounts(calls, batch.calls);
      addCounts(rows, batch.rows);
      addCounts(examples, batch.examples);
      addCounts(pairs, batch.pairs);
      wrong += batch.wrong;
      unknownEnds += batch.unknownEnds;
      addCounts(outcomes, batch.outcomes);
      for (const name of batch.tools) tools.add(name);
      sources = uniqueSources([...sources, ...batch.sources]);
      tokens = sumTokens([tokens, ...batch.tokens]);
      return newPrompts;
    },
    trajectories: () => ids.size(),
    result: () => ({
      sources,
      tools: [...tools].sort(),
      samples: toSampleCounts(outcomes),
      counts: {
        verdicts,
        calls,
        rows,
        ...(unknownEnds > 0 && { unknownEnds }),
        examples,
        prompts,
        difficulties,
        pairs,
      },
      tokens,
      wrong,
    }),
  };
}

function addUnique(ids: IdSet, id: string): void {
  if (ids.add(id)) return;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `Duplicate trajectory id "${id}" in the file.`,
    remedy: "Delete one of the two lines, and give every run that you record an id of its own.",
  });
}
