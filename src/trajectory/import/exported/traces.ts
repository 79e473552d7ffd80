import { StarError } from "../../../errors.js";
import type { ExportedRun } from "./exported-run.js";

/** A root run and its descendants in depth-first order, siblings in the order of their start. */
export type Trace = readonly [root: ExportedRun, ...below: ExportedRun[]];

/**
 * Groups runs by root run, in the order of their start.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when an id is duplicated, or when the parent of a run inside a graph is missing.
 */
export function toTraces(runs: readonly ExportedRun[]): Trace[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  if (byId.size < runs.length) throw duplicateId(runs);
  const below = new Map<string, ExportedRun[]>();
  const roots: ExportedRun[] = [];
  for (const run of runs.toSorted(compareStart)) {
    if (run.parentId === undefined) roots.push(run);
    else if (byId.has(run.parentId))
      below.set(run.parentId, [...(below.get(run.parentId) ?? []), run]);
    else roots.push(asRoot(run, run.parentId, runs.length));
  }
  return roots.map((root) => [root, ...descendants(root, below)]);
}

function compareStart(a: ExportedRun, b: ExportedRun): number {
  if (a.startedAt !== b.startedAt) return a.startedAt - b.startedAt;
  if (a.order === b.order) return 0;
  return a.order < b.order ? -1 : 1;
}

function descendants(run: ExportedRun, below: ReadonlyMap<string, ExportedRun[]>): ExportedRun[] {
  return (below.get(run.id) ?? []).flatMap((child) => [child, ...descendants(child, below)]);
}

/** A run with a missing parent is a root if it is a graph of its own, but not if it is part of a graph. */
function asRoot(run: ExportedRun, parentId: string, count: number): ExportedRun {
  const { metadata } = run.extra;
  const isInside =
    typeof metadata === "object" && metadata !== null && "langgraph_node" in metadata;
  if (!isInside && run.type === "chain") return { ...run, parentId: undefined };
  throw new StarError("TRAJECTORY_INVALID", {
    message: `The parent "${parentId}" of run "${run.id}" (${run.name}) is not among the ${count} runs.`,
    remedy: "Export complete traces: every run of a trace, from every page of the list.",
  });
}

function duplicateId(runs: readonly ExportedRun[]): StarError {
  const seen = new Set<string>();
  const repeated = runs.find(({ id }) => seen.size === seen.add(id).size);
  return new StarError("TRAJECTORY_INVALID", {
    message: `Duplicate run id "${repeated?.id}".`,
    remedy: "Pass each run once.",
  });
}
