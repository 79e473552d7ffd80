import { assertIntegers, assertOptions, invalidOption } from "../assert.js";
import { StarError } from "../errors.js";
import { createRandom, shuffle } from "../random.js";
import { DAY_SECONDS, findWrongUnit, formatDay } from "../text/day.js";
import type { Dataset } from "../types.js";
import { ColumnBuilder, toColumns } from "./columns/column-builder.js";
import { IdDictionary } from "./columns/id-dictionary.js";
import type { InteractionColumns } from "./columns/interaction-columns.js";
import type { LoadedDataset } from "./dataset-builder.js";

/** Which of a user's interactions with one item can be kept. */
export const REPEATS = ["all", "first", "last"] as const;

/** Which interactions to keep. The steps are applied in this order; one that is left out keeps everything. */
export interface SelectionOptions {
  /** Unix seconds: interactions at or after this time. */
  readonly since?: number | undefined;
  /** Unix seconds: interactions before this time. */
  readonly until?: number | undefined;
  /** Of the interactions of one user with one item: all, the first, or the last. Default `all`. */
  readonly repeats?: (typeof REPEATS)[number] | undefined;
  /** This number of users, drawn uniformly. All users if there are not more. */
  readonly users?: number | undefined;
  /** Seed of the draw. Default 1. */
  readonly seed?: number | undefined;
  /** Every user and every item has at least this number of interactions (k-core): others are removed until nothing changes. */
  readonly core?: number | undefined;
}

/** What a step of a selection left. */
export interface SelectionStep {
  /** Such as `core 5`; for the dataset before, its name. */
  readonly step: string;
  readonly interactions: number;
  /** Users with interactions. */
  readonly users: number;
  /** Items with interactions. */
  readonly items: number;
}

/** A part of a dataset. */
export interface Selection {
  readonly dataset: LoadedDataset;
  /** The dataset before, then the steps that were applied, in order. */
  readonly steps: readonly SelectionStep[];
}

interface Step {
  readonly name: string;
  readonly select: (columns: InteractionColumns) => InteractionColumns;
}

/**
 * Keeps a part of a dataset. The catalog then has only items with interactions, and the name of the dataset states the steps, such as
 * `movielens-1m+core-5`, so that tasks and results of different parts are not mixed up.
 *
 * A k-core and a sample of users depend on all interactions, those of the test split included. This is usual in the literature, but a
 * system in use could not select its users like this.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if an option is out of its range, or if a time is given for a dataset without times.
 * @throws {StarError} `DATASET_EMPTY` if nothing is left.
 *
 * @example
 * ```ts
 * import { loadDataset } from "langgraph-star";
 * import { selectInteractions } from "langgraph-star/data";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const { steps } = selectInteractions(dataset, { repeats: "first", users: 100, core: 5 });
 * for (const { step, users, items } of steps) console.log(step, users, items);
 * ```
 */
export function selectInteractions(
  dataset: Dataset & Partial<Pick<LoadedDataset, "duplicatesRemoved">>,
  options: SelectionOptions,
): Selection {
  const selected = listSteps(dataset, options);
  let columns = toColumns(dataset.interactions);
  const steps = [countStep(dataset.name, columns)];
  for (const { name, select } of selected) {
    columns = select(columns);
    if (columns.length === 0) throw nothingLeft(dataset.name, name);
    steps.push(countStep(name, columns));
  }
  const { duplicatesRemoved = 0 } = dataset;
  const name = [dataset.name, ...selected.map((step) => step.name.replaceAll(" ", "-"))].join("+");
  const part = selected.length === 0 ? { interactions: columns } : withoutUnused(dataset, columns);
  return { dataset: { ...dataset, ...part, name, duplicatesRemoved }, steps };
}

const OPTIONS: Record<keyof SelectionOptions, true> = {
  since: true,
  until: true,
  repeats: true,
  users: true,
  seed: true,
  core: true,
};

function listSteps(dataset: Dataset, options: SelectionOptions): Step[] {
  assertOptions("selectInteractions", options, OPTIONS);
  const { since, until, repeats = "all", users, seed = 1, core } = options;
  assertIntegers({ users, core });
  assertIntegers({ seed }, { least: 0 });
  assertTimes(dataset, { since, until });
  if (!REPEATS.includes(repeats))
    throw invalidOption("repeats", repeats, `Use one of: ${REPEATS.join(", ")}.`);
  const steps: Step[] = [];
  const byTime = (keeps: (time: number) => boolean) => (columns: InteractionColumns) =>
    columns.filter((row) => keeps(columns.timestamp[row] as number));
  if (since !== undefined)
    steps.push({ name: `since ${formatTime(since)}`, select: byTime((time) => time >= since) });
  if (until !== undefined)
    steps.push({ name: `until ${formatTime(until)}`, select: byTime((time) => time < until) });
  if (repeats !== "all")
    steps.push({ name: `${repeats} of repeats`, select: (columns) => keepOne(columns, repeats) });
  if (users !== undefined) {
    const select = (columns: InteractionColumns) => sampleUsers(columns, { users, seed });
    steps.push({ name: `users ${users} seed ${seed}`, select });
  }
  if (core !== undefined)
    steps.push({ name: `core ${core}`, select: (columns) => keepCore(columns, core) });
  return steps;
}

function assertTimes(
  { name, clock }: Dataset,
  times: Readonly<Record<string, number | undefined>>,
): void {
  for (const [option, value] of Object.entries(times)) {
    if (value === undefined) continue;
    if (clock === "order") {
      throw invalidOption(option, value, `${name} has no times, only an order: leave it out.`);
    }
    if (!Number.isFinite(value) || findWrongUnit(value) !== undefined)
      throw invalidOption(option, value, "Pass Unix seconds.");
  }
}

/** The day, if the time is its beginning. */
function formatTime(seconds: number): string {
  return seconds % DAY_SECONDS === 0 ? formatDay(seconds) : String(seconds);
}

function nothingLeft(name: string, step: string): StarError {
  return new StarError("DATASET_EMPTY", {
    message: `No interaction of ${name} is left after the step "${step}".`,
    remedy: "Pass a lower number, a longer time, or leave the step out.",
  });
}

/** Keeps the first or last interaction of every pair of user and item, in the order of time. */
function keepOne(columns: InteractionColumns, which: "first" | "last"): InteractionColumns {
  const { byUser, item, itemIds, length } = columns;
  const seenBy = new Int32Array(itemIds.size).fill(-1);
  const isKept = new Uint8Array(length);
  for (const user of byUser.users) {
    const own = byUser.rows.subarray(byUser.offsets[user], byUser.offsets[user + 1]);
    for (const row of which === "first" ? own : own.toReversed()) {
      const code = item[row] as number;
      if (seenBy[code] !== user) isKept[row] = 1;
      seenBy[code] = user;
    }
  }
  return columns.filter((row) => isKept[row] === 1);
}

function sampleUsers(
  columns: InteractionColumns,
  { users, seed }: { readonly users: number; readonly seed: number },
): InteractionColumns {
  const drawn = shuffle([...columns.byUser.users], createRandom(seed, "users")).slice(0, users);
  const isDrawn = new Uint8Array(columns.userIds.size);
  for (const user of drawn) isDrawn[user] = 1;
  return columns.filter((row) => isDrawn[columns.user[row] as number] === 1);
}

function keepCore(columns: InteractionColumns, core: number): InteractionColumns {
  const { user, item, userIds, itemIds, length } = columns;
  const ofUser = new Uint32Array(userIds.size);
  const ofItem = new Uint32Array(itemIds.size);
  for (let row = 0; row < length; row++) {
    (ofUser[user[row] as number] as number)++;
    (ofItem[item[row] as number] as number)++;
  }
  const isRemoved = new Uint8Array(length);
  for (let removed = -1; removed !== 0;) {
    removed = 0;
    for (let row = 0; row < length; row++) {
      const [ownUser, ownItem] = [user[row] as number, item[row] as number];
      const isEnough = (ofUser[ownUser] as number) >= core && (ofItem[ownItem] as number) >= core;
      if (isRemoved[row] === 1 || isEnough) continue;
      isRemoved[row] = 1;
      (ofUser[ownUser] as number)--;
      (ofItem[ownItem] as number)--;
      removed++;
    }
  }
  return columns.filter((row) => isRemoved[row] === 0);
}

function countStep(step: string, columns: InteractionColumns): SelectionStep {
  const { user, item, userIds, itemIds, length } = columns;
  const users = sum(markUsed(user, userIds.size));
  return { step, interactions: length, users, items: sum(markUsed(item, itemIds.size)) };
}

/** One entry per code, 1 for a code that occurs. Every command counts its whole dataset, for which a Set would be too slow. */
function markUsed(codes: Uint32Array, size: number): Uint8Array {
  const isUsed = new Uint8Array(size);
  for (let row = 0; row < codes.length; row++) isUsed[codes[row] as number] = 1;
  return isUsed;
}

function sum(marks: Uint8Array): number {
  return marks.reduce((total, mark) => total + mark, 0);
}

/** The catalog without items that have no interaction, and columns that count only the users and items that are left. */
function withoutUnused(
  { items }: Dataset,
  columns: InteractionColumns,
): Pick<LoadedDataset, "items" | "interactions"> {
  const isUsed = markUsed(columns.item, columns.itemIds.size);
  const catalog = new Map(
    [...items].filter(([id]) => isUsed[columns.itemIds.codeOf(id) ?? -1] === 1),
  );
  const builder = new ColumnBuilder(new IdDictionary(catalog.keys()));
  builder.reserve(columns.length);
  const { userIds, itemIds } = builder;
  for (let row = 0; row < columns.length; row++) {
    const user = userIds.add(columns.userIds.idOf(columns.user[row] as number));
    const item = itemIds.add(columns.itemIds.idOf(columns.item[row] as number));
    builder.add(user, item, columns.timestamp[row] as number);
  }
  return { items: catalog, interactions: builder.finish() };
}
