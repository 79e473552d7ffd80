import { hash } from "node:crypto";
import { StarError } from "../../errors.js";
import { DIFFICULTIES } from "../difficulty.js";
import { CALL_VERDICTS } from "../conversations/judge-calls.js";
import { addCounts, EXPORT_VERDICTS, zeroCounts } from "./counts.js";
import type { EncodedBatch, EncodedPrompt } from "./encode-batch.js";
import { EXPORT_SPLITS } from "./formats/records.js";
import type { Manifest } from "./manifest.js";
import { RENDERINGS } from "./renderings.js";
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
  add(batch: EncodedBatch): readonly EncodedPrompt[];
  /** Number of trajectories added. */
  trajectories(): number;
  result(): Pick<Manifest, "counts" | "sources" | "tools"> & { readonly tokens: TokenCounts };
}

/** Creates totals that are all 0. */
export function createExportTotals(): ExportTotals {
  const ids = createIdSet();
  const tasks = createIdSet();
  const tools = new Set<string>();
  const verdicts = zeroCounts(EXPORT_VERDICTS);
  const calls = zeroCounts(CALL_VERDICTS);
  const rows = zeroCounts(RENDERINGS);
  const examples = zeroCounts(EXPORT_SPLITS);
  const prompts = zeroCounts(EXPORT_SPLITS);
  const pairs = zeroCounts(EXPORT_SPLITS);
  const difficulties = zeroCounts([...DIFFICULTIES, "unknown"]);
  let sources: Source[] = [];
  let tokens = sumTokens([]);
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
      for (const name of batch.tools) tools.add(name);
      sources = uniqueSources([...sources, ...batch.sources]);
      tokens = sumTokens([tokens, ...batch.tokens]);
      return newPrompts;
    },
    trajectories: () => ids.size(),
    result: () => ({
      sources,
      tools: [...tools].sort(),
      counts: { verdicts, calls, rows, examples, prompts, difficulties, pairs },
      tokens,
    }),
  };
}

function addUnique(ids: IdSet, id: string): void {
  if (ids.add(id)) return;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `Duplicate trajectory id "${id}" in the file.`,
    remedy: "Delete one of the two lines.",
  });
}

/** A set of ids whose memory does not depend on their length. */
export interface IdSet {
  /** @returns Whether the id is new. */
  add(id: string): boolean;
  /** Number of distinct ids. */
  size(): number;
}

/** Numbers stored per id. Two of 52 bits each make a collision within one file practically impossible. */
const NUMBERS_PER_ID = 2;
/** 13 hexadecimal digits have 52 bits, which a double holds exactly. */
const DIGITS = 13;
const INITIAL_SLOTS = 1024;

/** Creates a set of SHA-256 prefixes: 32 to 64 bytes per id, in one array that the garbage collector need not traverse. */
export function createIdSet(): IdSet {
  let table = new Float64Array(INITIAL_SLOTS * NUMBERS_PER_ID);
  let size = 0;
  return {
    add(id) {
      const digest = hash("sha256", id, "hex");
      const number = (from: number) => Number.parseInt(digest.slice(from, from + DIGITS), 16);
      const isNew = insert(table, number(0), number(DIGITS));
      if (isNew) size++;
      if (2 * size * NUMBERS_PER_ID > table.length) table = grow(table);
      return isNew;
    },
    size: () => size,
  };
}

/** Open addressing with linear probing. */
function insert(table: Float64Array, high: number, low: number): boolean {
  const first = (high * NUMBERS_PER_ID) % table.length;
  for (let at = first; ; at = (at + NUMBERS_PER_ID) % table.length) {
    if (table[at] === high && table[at + 1] === low) return false;
    if (table[at] === 0 && table[at + 1] === 0) {
      table[at] = high;
      table[at + 1] = low;
      return true;
    }
  }
}

function grow(table: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * table.length);
  for (let at = 0; at < table.length; at += NUMBERS_PER_ID) {
    const [high = 0, low = 0] = [table[at], table[at + 1]];
    if (high !== 0 || low !== 0) insert(larger, high, low);
  }
  return larger;
}
