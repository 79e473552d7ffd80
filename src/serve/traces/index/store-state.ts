import { addFacets, listFacets, type TraceFacets } from "./query.js";
import type { TraceIndex } from "./trace-index.js";

/** An index with what is looked up in it. */
export interface StoreState {
  readonly index: TraceIndex;
  /** How often the file was replaced or truncated. */
  readonly generation: number;
  /** Positions by id; of equal ids the first. Those of later states of the same generation are added to the same map. */
  readonly positions: Map<string, number>;
  readonly facets: TraceFacets;
}

/** The state of a file that was read from its beginning. */
export function toStoreState(index: TraceIndex, generation: number): StoreState {
  const positions = new Map<string, number>();
  addPositions(positions, index, 0);
  return { index, generation, positions, facets: listFacets(index.rows) };
}

/** The state of a file that has gained lines, in time that depends on these alone. */
export function extendStoreState(
  { index: { whole }, generation, positions, facets }: StoreState,
  index: TraceIndex,
): StoreState {
  // A last line without its newline was no whole line.
  addPositions(positions, index, whole.rows.length);
  const rows = index.rows.slice(whole.rows.length);
  return { index, generation, positions, facets: addFacets(facets, rows) };
}

function addPositions(positions: Map<string, number>, { rows }: TraceIndex, from: number): void {
  for (let at = from; at < rows.length; at++) {
    const id = rows[at]?.id ?? "";
    if (id !== "" && !positions.has(id)) positions.set(id, at);
  }
}

/** A text that changes when the file gains runs or is replaced. */
export function versionOf({ generation, index }: StoreState): string {
  return `${generation}.${index.rows.length}`;
}

/** Positions of the runs that a state has and an earlier one had not. After a replacement, ids tell. */
export function listAdded(before: StoreState, now: StoreState): readonly number[] {
  const known = before.index.rows.length;
  const added: number[] = [];
  const isSameFile = before.generation === now.generation;
  for (let at = isSameFile ? known : 0; at < now.index.rows.length; at++) {
    const earlier = isSameFile ? undefined : before.positions.get(now.index.rows[at]?.id ?? "");
    if (earlier === undefined || earlier >= known) added.push(at);
  }
  return added;
}
