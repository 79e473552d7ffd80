import { batch, effect, signal } from "@preact/signals";
import { writeQuery } from "../serve/traces/index/query.js";
import type { ListedRun, TraceList } from "../serve/traces/index/trace-list.js";
import { openSource } from "./source.js";
import { failure, route } from "./state.js";

/** Where runs come from. */
export const source = openSource();

const PAGE = 100;
/** Parts of the list that are kept. The farthest from what is shown are dropped, so that a long list does not fill the memory. */
const KEPT_PAGES = 30;
/** Milliseconds between two looks at a search that goes on. */
const POLL_MS = 250;

/** The list without its runs; undefined until it is loaded. */
export const summary = signal<Omit<TraceList, "runs"> | undefined>(undefined);
/** Loaded parts of the list by number. */
const pages = signal<ReadonlyMap<number, readonly ListedRun[]>>(new Map());
/** Position of the marked run in the list. */
export const selected = signal(0);
/** Position of the mark that the last refresh chose: the list does not scroll to it. */
export const refreshedMark = { at: -1 };
/** Rows that were put before those that are in view by the last refresh. The list scrolls by as many. */
export const shift = signal(0);

let current = "";
/** Number of the list that is loaded: answers about an earlier one are ignored. */
let epoch = 0;
/** First and last row that are in view. */
let inView = { first: 0, last: 30 };
const loading = new Set<number>();

/** Runs are loaded again whenever the conditions change. */
effect(() => {
  const key = writeQuery(route.value.query);
  if (key === current && summary.peek() !== undefined) return;
  current = key;
  epoch++;
  loading.clear();
  pages.value = new Map();
  selected.value = 0;
  void load(0);
});

/** Notes which rows are in view. */
export function noteInView(first: number, last: number): void {
  inView = { first, last };
}

/** The run at a position of the list. It is loaded if it is not yet. */
export function runAt(index: number): ListedRun | undefined {
  const number = Math.floor(index / PAGE);
  const page = pages.value.get(number);
  if (page === undefined) void load(number);
  return page?.[index % PAGE];
}

async function load(number: number): Promise<void> {
  if (loading.has(number)) return;
  loading.add(number);
  const own = epoch;
  try {
    const { runs, ...rest } = await source.list(route.peek().query, number * PAGE, PAGE);
    if (own !== epoch) return;
    failure.value = "";
    summary.value = rest;
    pages.value = nearest(new Map(pages.peek()).set(number, runs), number);
    if (rest.searched < 1) setTimeout(() => reload(own), POLL_MS);
  } catch (error) {
    if (own === epoch) failure.value = String(error instanceof Error ? error.message : error);
  } finally {
    if (own === epoch) loading.delete(number);
  }
}

function nearest<Value>(all: Map<number, Value>, to: number): ReadonlyMap<number, Value> {
  if (all.size <= KEPT_PAGES) return all;
  const sorted = [...all].sort(([one], [other]) => Math.abs(one - to) - Math.abs(other - to));
  return new Map(sorted.slice(0, KEPT_PAGES));
}

/** Loads the parts that are shown once more, after a search has found more. */
function reload(own: number): void {
  if (own !== epoch) return;
  for (const number of pages.peek().keys()) void load(number);
}

/**
 * Loads the list again after it has changed. What is shown stays until then; the mark stays on its run, and what is in view stays in view
 * where new runs come before it.
 */
export async function refresh(): Promise<void> {
  const own = ++epoch;
  loading.clear();
  const { query } = route.peek();
  const before = summary.peek()?.totals.runs ?? 0;
  const marked = pages.peek().get(Math.floor(selected.peek() / PAGE))?.[selected.peek() % PAGE];
  try {
    const { runs, ...rest } = await source.list(query, 0, PAGE);
    const isNewFirst = query.descending === true && query.sort === undefined;
    const grown = isNewFirst ? Math.max(0, rest.totals.runs - before) : 0;
    const moved = inView.first > 0 ? grown : 0;
    const loaded = new Map([[0, runs]]);
    for (const number of pagesOf(inView.first + moved, inView.last + moved)) {
      if (number > 0 && number * PAGE < rest.totals.runs)
        loaded.set(number, (await source.list(query, number * PAGE, PAGE)).runs);
    }
    if (own !== epoch) return;
    batch(() => {
      failure.value = "";
      summary.value = rest;
      pages.value = loaded;
      shift.value = moved;
      keepMark(marked, grown);
    });
    if (rest.searched < 1) setTimeout(() => reload(own), POLL_MS);
  } catch (error) {
    if (own === epoch) failure.value = String(error instanceof Error ? error.message : error);
  }
}

function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(first / PAGE);
  return Array.from({ length: Math.floor(last / PAGE) - from + 1 }, (_, at) => from + at);
}

/** The first row stays marked whatever run it has. */
function keepMark(marked: ListedRun | undefined, grown: number): void {
  const at = selected.peek();
  if (at === 0) return;
  const last = Math.max(0, (summary.peek()?.totals.runs ?? 0) - 1);
  const found = marked && marked.id !== "" ? indexOf(marked.key) : undefined;
  refreshedMark.at = Math.min(last, found ?? at + grown);
  selected.value = refreshedMark.at;
}

/** The key of the run before or after another in the list. */
export async function neighborOf(key: string, step: 1 | -1): Promise<string | undefined> {
  const index = indexOf(key);
  const next = (index ?? 0) + step;
  if (index === undefined || next < 0 || next >= (summary.peek()?.totals.runs ?? 0))
    return undefined;
  if (runAt(next) === undefined) await load(Math.floor(next / PAGE));
  selected.value = next;
  return runAt(next)?.key;
}

/** Position of a run among the loaded parts of the list. */
function indexOf(key: string): number | undefined {
  for (const [number, runs] of pages.peek()) {
    const at = runs.findIndex((run) => run.key === key);
    if (at !== -1) return number * PAGE + at;
  }
  return undefined;
}
