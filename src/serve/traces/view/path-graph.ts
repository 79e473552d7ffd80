import type { PathEdge, PathGraph, PathNode, Segment } from "./run-view.js";

/** The path through the graph: a node for every agent, and an edge for every transition from one group of segments to the next. */
export function toPathGraph(segments: readonly Segment[]): PathGraph {
  const names = [...new Set(segments.map(({ name }) => name))];
  const nodes = names.map((name) => {
    const own = segments.flatMap((segment, at) => (segment.name === name ? [at] : []));
    return { name, segments: own, column: Math.min(...own.map((at) => segments[at]?.wave ?? 0)) };
  });
  return { nodes: placeNodes(nodes), edges: toEdges(segments, names) };
}

/** Columns without a node, which agents that ran again leave, are closed up. */
function placeNodes(nodes: readonly Omit<PathNode, "row">[]): PathNode[] {
  const columns = [...new Set(nodes.map(({ column }) => column))].sort((one, other) => one - other);
  const filled = new Map<number, number>();
  return nodes.map((node) => {
    const column = columns.indexOf(node.column);
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    return { ...node, column, row };
  });
}

function toEdges(segments: readonly Segment[], names: readonly string[]): PathEdge[] {
  const waves = groupByWave(segments);
  const ordered = [...waves.keys()].sort((one, other) => one - other);
  const times = new Map<string, PathEdge>();
  for (const [at, wave] of ordered.entries()) {
    const next = waves.get(ordered[at + 1] ?? -1) ?? [];
    for (const from of waves.get(wave) ?? []) {
      for (const to of next) {
        const edge = { from: names.indexOf(from.name), to: names.indexOf(to.name) };
        const key = `${edge.from} ${edge.to}`;
        times.set(key, { ...edge, times: (times.get(key)?.times ?? 0) + 1 });
      }
    }
  }
  return [...times.values()];
}

function groupByWave(segments: readonly Segment[]): Map<number, Segment[]> {
  const waves = new Map<number, Segment[]>();
  for (const segment of segments) {
    waves.set(segment.wave, [...(waves.get(segment.wave) ?? []), segment]);
  }
  return waves;
}
