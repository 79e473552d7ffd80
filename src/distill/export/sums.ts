import { StarError } from "../../errors.js";
import type { EncodedBatch, EncodedPrompt } from "./encode-batch.js";
import { DIFFICULTIES, EXPORT_SPLITS } from "./formats/records.js";
import type { Manifest } from "./manifest.js";
import { createSeenIds, type SeenIds } from "./seen-ids.js";
import { type Source, uniqueSources } from "./sources.js";
import { addTo, EXPORT_VERDICTS, zeroes } from "./tally.js";
import { sumTokens, type TokenCounts } from "./tokens.js";

/** What the manifest says of all batches together. */
export interface Sums {
  /**
   * @returns The prompts of tasks that no batch before had.
   * @throws {StarError} `TRAJECTORY_INVALID` when an id stands twice.
   */
  add(batch: EncodedBatch): readonly EncodedPrompt[];
  /** Trajectories so far. */
  read(): number;
  result(): Pick<Manifest, "counts" | "sources" | "tools"> & { readonly tokens: TokenCounts };
}

export function createSums(): Sums {
  const ids = createSeenIds();
  const tasks = createSeenIds();
  const tools = new Set<string>();
  const verdicts = zeroes(EXPORT_VERDICTS);
  const examples = zeroes(EXPORT_SPLITS);
  const prompts = zeroes(EXPORT_SPLITS);
  const pairs = zeroes(EXPORT_SPLITS);
  const difficulties = zeroes([...DIFFICULTIES, "unknown"]);
  let sources: Source[] = [];
  let tokens = sumTokens([]);
  return {
    add(batch) {
      for (const id of batch.ids) addNew(ids, id);
      for (const verdict of batch.verdicts) verdicts[verdict]++;
      const fresh = batch.prompts.filter(({ id }) => tasks.add(id));
      for (const { split, difficulty } of fresh) {
        addTo(prompts, { [split]: 1 });
        if (split === "train") difficulties[difficulty ?? "unknown"]++;
      }
      addTo(examples, batch.examples);
      addTo(pairs, batch.pairs);
      for (const name of batch.tools) tools.add(name);
      sources = uniqueSources([...sources, ...batch.sources]);
      tokens = sumTokens([tokens, ...batch.tokens]);
      return fresh;
    },
    read: () => ids.size(),
    result: () => ({
      sources,
      tools: [...tools].sort(),
      counts: { verdicts, examples, prompts, difficulties, pairs },
      tokens,
    }),
  };
}

function addNew(ids: SeenIds, id: string): void {
  if (ids.add(id)) return;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `The trajectory "${id}" stands twice in the file.`,
    remedy: "Delete one of the two lines.",
  });
}
