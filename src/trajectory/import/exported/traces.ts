import { StarError } from "../../../errors.js";
import type { ExportedRun } from "./exported-run.js";

/** A root run and all runs below it, each after the run above it, siblings in the order in which they began. */
export type Trace = readonly [root: ExportedRun, ...below: ExportedRun[]];

/**
 * Puts runs into trees, in the order in which these began.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when an id repeats, or when a run inside a graph lacks the run above it.
 */
export function toTraces(runs: readonly ExportedRun[]): Trace[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  if (byId.size < runs.length) throw repeatedId(runs);
  const below = new Map<string, ExportedRun[]>();
  const roots: ExportedRun[] = [];
  for (const run of runs.toSorted(inTime)) {
    if (run.parentId === undefined) roots.push(run);
    else if (byId.has(run.parentId))
      below.set(run.parentId, [...(below.get(run.parentId) ?? []), run]);
    else roots.push(cutOff(run, run.parentId, runs.length));
  }
  return roots.map((root) => [root, ...descendants(root, below)]);
}

function inTime(a: ExportedRun, b: ExportedRun): number {
  if (a.startedAt !== b.startedAt) return a.startedAt - b.startedAt;
  if (a.order === b.order) return 0;
  return a.order < b.order ? -1 : 1;
}

function descendants(run: ExportedRun, below: ReadonlyMap<string, ExportedRun[]>): ExportedRun[] {
  return (below.get(run.id) ?? []).flatMap((child) => [child, ...descendants(child, below)]);
}

/** A graph that something else called stands for itself; a part of a graph does not. */
function cutOff(run: ExportedRun, parentId: string, count: number): ExportedRun {
  const { metadata } = run.extra;
  const isInside =
    typeof metadata === "object" && metadata !== null && "langgraph_node" in metadata;
  if (!isInside && run.type === "chain") return { ...run, parentId: undefined };
  throw new StarError("TRAJECTORY_INVALID", {
    message: `Run "${run.id}" (${run.name}) stands below "${parentId}", which is not among the ${count} runs.`,
    remedy: "Export whole traces: every run of a trace, on every page of the list.",
  });
}

function repeatedId(runs: readonly ExportedRun[]): StarError {
  const seen = new Set<string>();
  const repeated = runs.find(({ id }) => seen.size === seen.add(id).size);
  return new StarError("TRAJECTORY_INVALID", {
    message: `Two runs have the id "${repeated?.id}".`,
    remedy: "Give each run once.",
  });
}
