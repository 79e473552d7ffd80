import { computed, signal } from "@preact/signals";
import { parseQuery, type TraceQuery, writeQuery } from "../serve/traces/index/query.js";

/** What the page shows, as the part of its address after `#`. */
export interface PageState {
  /** Id of the run; undefined for the list. */
  readonly run: string | undefined;
  /** Ids of two runs that are compared. */
  readonly compare: readonly [one: string, other: string] | undefined;
  /** Position of the current step. */
  readonly step: number | undefined;
  /** Conditions of the list. They stay while runs are open, for the way back and from run to run. */
  readonly query: TraceQuery;
}

/** What is shown. It follows the address. */
export const route = signal<PageState>(readRoute(location.hash));
/** The text that is searched for, in lower case; empty for none. */
export const searchText = computed(() => (route.value.query.text ?? "").toLowerCase());
/** True while the help is shown. */
export const isHelpOpen = signal(false);
/** What went wrong; empty if nothing did. */
export const failure = signal("");

/** The address of a route. */
export function toHash({ run, compare, step, query }: PageState): string {
  const parameters = new URLSearchParams(writeQuery(query));
  if (step !== undefined) parameters.set("step", String(step));
  const text = parameters.toString();
  return `#/${pathOf({ run, compare })}${text === "" ? "" : `?${text}`}`;
}

function pathOf({ run, compare }: Pick<PageState, "run" | "compare">): string {
  const ids = compare ?? (run === undefined ? [] : [run]);
  if (ids.length === 0) return "";
  return [compare === undefined ? "run" : "compare", ...ids.map(encodeURIComponent)].join("/");
}

function readRoute(hash: string): PageState {
  const [path = "", text = ""] = hash.replace(/^#\/?/, "").split("?");
  const parameters = Object.fromEntries(new URLSearchParams(text));
  const { step } = parameters;
  const [view, ...ids] = path.split("/");
  const [one, other] = ids.map(decode);
  const isComparison = view === "compare" && one !== undefined && other !== undefined;
  return {
    // A hand-written address may have an id with slashes that are not escaped.
    run: view === "run" ? decode(ids.join("/")) : undefined,
    compare: isComparison ? [one, other] : undefined,
    step: step !== undefined && /^\d{1,9}$/.test(step) ? Number(step) : undefined,
    query: parseQuery(parameters),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Goes to another view, by default the list, which the browser's back button returns from. */
export function go(change: Partial<PageState>): void {
  const { query } = route.value;
  location.hash = toHash({ run: undefined, compare: undefined, step: undefined, query, ...change });
}

/** Changes the address without a new entry in the browser's history. */
export function replace(change: Partial<PageState>): void {
  route.value = { ...route.value, ...change };
  history.replaceState(null, "", toHash(route.value));
}

/** Changes conditions of the list. */
export function setQuery(change: TraceQuery): void {
  replace({
    query: parseQuery(
      Object.fromEntries(new URLSearchParams(writeQuery({ ...route.value.query, ...change }))),
    ),
  });
}

addEventListener("hashchange", () => {
  route.value = readRoute(location.hash);
});

/** `light`, `dark`, or empty for that of the system. */
const theme = signal(localTheme());

/** Changes between light and dark. */
export function toggleTheme(): void {
  const isDark =
    theme.value === ""
      ? matchMedia("(prefers-color-scheme: dark)").matches
      : theme.value === "dark";
  theme.value = isDark ? "light" : "dark";
  document.documentElement.dataset["theme"] = theme.value;
  try {
    localStorage.setItem("star-theme", theme.value);
  } catch {
    // A file that was opened from a mail may have no storage.
  }
}

function localTheme(): string {
  try {
    const kept = localStorage.getItem("star-theme") ?? "";
    if (kept === "light" || kept === "dark") document.documentElement.dataset["theme"] = kept;
    return kept;
  } catch {
    return "";
  }
}
