import type { Graph } from "@langchain/core/runnables/graph";
import type { Edge as DrawnEdge } from "@viz-js/viz";
import { createLabel, frameName, framesAround } from "./label.js";
import { STYLES } from "./style.js";

/** Ranks between the last node of a frame and the next node, so that the next node is drawn beside the frame. */
const CLEAR_OF_FRAME = 2;

type Edge = Graph["edges"][number];

/** Edges end at the frame of a subgraph; two opposite edges become one edge with two heads. */
export function drawEdges({ edges }: Graph): DrawnEdge[] {
  const depth = depths(edges);
  const isForward = ({ source, target }: Edge) =>
    (depth.get(source) ?? 0) < (depth.get(target) ?? 0);
  const backOf = (edge: Edge) => {
    const { from, to } = outerEnds(edge);
    return edges.find(
      (other) => other !== edge && sameEnds(outerEnds(other), { from: to, to: from }),
    );
  };
  return edges.flatMap((edge) => {
    const back = backOf(edge);
    if (back === undefined) return [drawEdge(edge)];
    return isForward(edge) ? [drawEdge(edge, back)] : [];
  });
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

/** For each end, the outermost frame that contains only this end; without one, the end itself. */
function outerEnds({ source, target }: Edge): Ends {
  const [aroundSource, aroundTarget] = [framesAround(source), framesAround(target)];
  return {
    from: aroundSource.find((frame) => !aroundTarget.includes(frame)) ?? source,
    to: aroundTarget.find((frame) => !aroundSource.includes(frame)) ?? target,
  };
}

const sameEnds = (one: Ends, other: Ends) => one.from === other.from && one.to === other.to;

function drawEdge(edge: Edge, back?: Edge): DrawnEdge {
  const { from, to } = outerEnds(edge);
  const isConditional = (edge.conditional ?? false) || (back?.conditional ?? false);
  return {
    tail: edge.source,
    head: edge.target,
    attributes: {
      ...(isConditional ? STYLES.conditional : {}),
      ...(back === undefined ? {} : { dir: "both" }),
      ...(from === edge.source ? {} : { ltail: frameName(from), minlen: CLEAR_OF_FRAME }),
      ...(to === edge.target ? {} : { lhead: frameName(to) }),
      ...(edge.data === undefined ? {} : { label: createLabel(edge.data) }),
    },
  };
}

/** Number of edges from the start to every node. */
function depths(edges: readonly Edge[]): ReadonlyMap<string, number> {
  const depth = new Map([["__start__", 0]]);
  for (const [node, steps] of depth) {
    for (const { source, target } of edges) {
      if (source === node && !depth.has(target)) depth.set(target, steps + 1);
    }
  }
  return depth;
}
