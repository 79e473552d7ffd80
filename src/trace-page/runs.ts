import { effect, signal } from "@preact/signals";
import { writeQuery } from "../serve/traces/index/query.js";
import type { ListedRun, TraceList } from "../serve/traces/index/trace-list.js";
import { openSource } from "./source.js";
import { failure, route } from "./state.js";

/** Where runs come from. */
export const source = openSource();

const PAGE = 100;
/** Milliseconds between two looks at a search that goes on. */
const POLL_MS = 250;

/** The list without its runs; undefined until it is loaded. */
export const summary = signal<Omit<TraceList, "runs"> | undefined>(undefined);
/** Loaded parts of the list by number. */
export const pages = signal<ReadonlyMap<number, readonly ListedRun[]>>(new Map());
/** Position of the marked run in the list. */
export const selected = signal(0);

let current = "";
const loading = new Set<number>();

/** Runs are loaded again whenever the conditions change. */
effect(() => {
  const key = writeQuery(route.value.query);
  if (key === current && summary.peek() !== undefined) return;
  current = key;
  loading.clear();
  pages.value = new Map();
  selected.value = 0;
  void load(0);
});

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
  const key = current;
  try {
    const { runs, ...rest } = await source.list(route.peek().query, number * PAGE, PAGE);
    if (key !== current) return;
    failure.value = "";
    summary.value = rest;
    pages.value = new Map(pages.peek()).set(number, runs);
    if (rest.searched < 1) setTimeout(() => reload(key), POLL_MS);
  } catch (error) {
    if (key === current) failure.value = String(error instanceof Error ? error.message : error);
  } finally {
    if (key === current) loading.delete(number);
  }
}

/** Loads the parts that are shown once more, after a search has found more. */
function reload(key: string): void {
  if (key !== current) return;
  for (const number of pages.peek().keys()) void load(number);
}

/** The id of the run before or after another in the list. */
export async function neighborOf(id: string, step: 1 | -1): Promise<string | undefined> {
  const index = indexOf(id);
  const next = (index ?? 0) + step;
  if (index === undefined || next < 0 || next >= (summary.peek()?.totals.runs ?? 0))
    return undefined;
  if (runAt(next) === undefined) await load(Math.floor(next / PAGE));
  selected.value = next;
  return runAt(next)?.id;
}

/** Position of a run among the loaded parts of the list. */
export function indexOf(id: string): number | undefined {
  for (const [number, runs] of pages.peek()) {
    const at = runs.findIndex((run) => run.id === id);
    if (at !== -1) return number * PAGE + at;
  }
  return undefined;
}
