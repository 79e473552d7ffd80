import { NO_OUTCOME, NOT_RANKED, type TraceRow } from "./trace-row.js";

/** Which runs a list shows, and in which order. Absent: no condition. */
export interface TraceQuery {
  /** Text that occurs anywhere in a run. Upper and lower case are equal. */
  readonly text?: string | undefined;
  /** Number of the file, from 1, where there are several. */
  readonly file?: string | undefined;
  readonly status?: string | undefined;
  readonly rank?: RankFilter | undefined;
  readonly agent?: string | undefined;
  readonly tool?: string | undefined;
  /** Runs with one of {@link TRAITS}. */
  readonly trait?: Trait | undefined;
  readonly minSteps?: number | undefined;
  readonly minTokens?: number | undefined;
  /** Default: the order of the file. */
  readonly sort?: SortKey | undefined;
  readonly descending?: boolean | undefined;
}

/** Ranks of the held-out item. */
export const RANK_FILTERS = ["1", "2-3", "4-5", "6+", "lost", "none"] as const;
/** One of {@link RANK_FILTERS}. */
export type RankFilter = (typeof RANK_FILTERS)[number];

/** What a run can have: a revision, an error, a repaired reply, or parts that were not recorded. */
export const TRAITS = ["revised", "errors", "repairs", "loss"] as const;
/** One of {@link TRAITS}. */
export type Trait = (typeof TRAITS)[number];

/** What runs are sorted by. */
export const SORT_KEYS = [
  "id",
  "rank",
  "rounds",
  "steps",
  "calls",
  "tokens",
  "duration",
  "errors",
] as const;
/** One of {@link SORT_KEYS}. */
export type SortKey = (typeof SORT_KEYS)[number];

/** Numbers about the runs that a query finds. */
export interface TraceTotals {
  readonly runs: number;
  /** Runs with a ranking. */
  readonly ranked: number;
  /** Of those, runs with the held-out item at rank 1, within 3 and within 5. */
  readonly hits: readonly [number, number, number];
  readonly revised: number;
  readonly failed: number;
  readonly errors: number;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Values that the rows of a file have, for the choices of filters. */
export interface TraceFacets {
  readonly status: readonly string[];
  readonly agent: readonly string[];
  readonly tool: readonly string[];
}

/** Reads a query from URL parameters. Unknown names and values are ignored. */
export function parseQuery(parameters: Readonly<Record<string, string | undefined>>): TraceQuery {
  const { text, file, status, agent, tool, minSteps, minTokens, descending } = parameters;
  const oneOf = <Name extends string>(names: readonly Name[], value: string | undefined) =>
    names.find((name) => name === value);
  const count = (value: string | undefined) =>
    value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : undefined;
  return withoutEmpty({
    text,
    file,
    status,
    agent,
    tool,
    rank: oneOf(RANK_FILTERS, parameters["rank"]),
    trait: oneOf(TRAITS, parameters["trait"]),
    minSteps: count(minSteps),
    minTokens: count(minTokens),
    sort: oneOf(SORT_KEYS, parameters["sort"]),
    descending: descending === "true" ? true : undefined,
  });
}

/** The inverse of {@link parseQuery}. */
export function writeQuery(query: TraceQuery): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(withoutEmpty(query)))
    parameters.set(name, String(value));
  return parameters.toString();
}

function withoutEmpty(query: TraceQuery): TraceQuery {
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== "" && value !== false,
  );
  return Object.fromEntries(given);
}

/** True for a row that fulfills every condition but those on the text, which needs the whole run, and on the file. */
function matchesQuery(row: TraceRow, query: TraceQuery): boolean {
  const { status, rank, agent, tool, trait, minSteps = 0, minTokens = 0 } = query;
  return (
    (status === undefined || row.status === status) &&
    (rank === undefined || rankFilterOf(row.rank) === rank) &&
    (agent === undefined || row.agents.includes(agent)) &&
    (tool === undefined || row.tools.includes(tool)) &&
    (trait === undefined || hasTrait(row, trait)) &&
    row.steps >= minSteps &&
    tokensOf(row) >= minTokens
  );
}

/** The filter that finds a rank. */
function rankFilterOf(rank: number): RankFilter {
  if (rank === NO_OUTCOME) return "none";
  if (rank === NOT_RANKED) return "lost";
  if (rank === 1) return "1";
  if (rank <= 3) return "2-3";
  return rank <= 5 ? "4-5" : "6+";
}

function hasTrait(row: TraceRow, trait: Trait): boolean {
  if (trait === "revised") return row.rounds > 1;
  if (trait === "errors") return row.errors > 0;
  return trait === "repairs" ? row.repairs > 0 : row.missing.length > 0;
}

const tokensOf = ({ inputTokens, outputTokens }: TraceRow) => inputTokens + outputTokens;

/** Positions of the rows that a query finds, sorted. */
export function selectRows(
  rows: readonly TraceRow[],
  query: TraceQuery,
  hasText: (position: number) => boolean = () => true,
): number[] {
  const found: number[] = [];
  for (const [position, row] of rows.entries()) {
    if (hasText(position) && matchesQuery(row, query)) found.push(position);
  }
  const { sort, descending = false } = query;
  if (sort === undefined) return descending ? found.reverse() : found;
  const sign = descending ? -1 : 1;
  const compare = comparisonBy(sort);
  return found.sort((one, other) => {
    const [a, b] = [rows[one], rows[other]];
    return a === undefined || b === undefined ? 0 : sign * compare(a, b) || one - other;
  });
}

function comparisonBy(sort: SortKey): (one: TraceRow, other: TraceRow) => number {
  if (sort === "id") return (one, other) => (one.id < other.id ? -1 : Number(one.id > other.id));
  const valueOf = (row: TraceRow) => {
    if (sort === "tokens") return tokensOf(row);
    return sort === "rank" ? rankOrder(row.rank) : row[sort];
  };
  return (one, other) => valueOf(one) - valueOf(other);
}

/** A lost item is worse than any rank, and a run without a ranking comes last. */
function rankOrder(rank: number): number {
  if (rank === NO_OUTCOME) return Number.MAX_SAFE_INTEGER;
  return rank === NOT_RANKED ? Number.MAX_SAFE_INTEGER - 1 : rank;
}

/** Sums the rows at some positions. */
export function sumRows(rows: readonly TraceRow[], positions: Iterable<number>): TraceTotals {
  const sums = {
    runs: 0,
    ranked: 0,
    revised: 0,
    failed: 0,
    errors: 0,
    calls: 0,
    inputTokens: 0,
    outputTokens: 0,
  };
  const hits: [number, number, number] = [0, 0, 0];
  for (const position of positions) {
    const row = rows[position];
    if (row === undefined) continue;
    sums.runs++;
    if (row.rank !== NO_OUTCOME) sums.ranked++;
    if (row.rank === 1) hits[0]++;
    if (row.rank >= 1 && row.rank <= 3) hits[1]++;
    if (row.rank >= 1 && row.rank <= 5) hits[2]++;
    if (row.rounds > 1) sums.revised++;
    if (row.status !== "completed") sums.failed++;
    if (row.errors > 0) sums.errors++;
    sums.calls += row.calls;
    sums.inputTokens += row.inputTokens;
    sums.outputTokens += row.outputTokens;
  }
  return { ...sums, hits };
}

/** Lists the values that occur in rows, sorted. */
export function listFacets(rows: readonly TraceRow[]): TraceFacets {
  return addFacets({ status: [], agent: [], tool: [] }, rows);
}

/** Adds the values of further rows. */
export function addFacets(facets: TraceFacets, rows: readonly TraceRow[]): TraceFacets {
  const [status, agent, tool] = [
    new Set(facets.status),
    new Set(facets.agent),
    new Set(facets.tool),
  ];
  for (const row of rows) {
    status.add(row.status);
    for (const name of row.agents) agent.add(name);
    for (const name of row.tools) tool.add(name);
  }
  const sorted = (values: Iterable<string>) => [...values].sort();
  return { status: sorted(status), agent: sorted(agent), tool: sorted(tool) };
}
