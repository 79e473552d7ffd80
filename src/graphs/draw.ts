import type { Graph } from "@langchain/core/runnables/graph";
import { importOptional } from "../optional.js";
import { drawEdges } from "./drawing/edges.js";
import { drawInside, drawOutline } from "./drawing/nodes.js";
import { FONTS, MEASURED_FONT, PAGE } from "./drawing/style.js";

/** A compiled LangGraph graph. */
export interface Drawable {
  getName(): string;
  getGraphAsync(config: { readonly xray?: boolean }): Promise<Graph>;
}

/** Options of {@link drawGraph}. */
export interface DrawOptions {
  /** True draws the nodes of every subgraph inside a frame; false draws one box that lists its tools. Default false. */
  readonly xray?: boolean;
}

/**
 * Draws any compiled LangGraph graph as SVG. Tools are green; nodes with an interrupt are marked.
 *
 * @returns One `svg` element. The same graph gives the same text.
 * @throws {StarError} `DEPENDENCY_MISSING` without `@viz-js/viz`.
 *
 * @example
 * ```ts
 * import { createStudent, drawGraph, OfflineModel } from "langgraph-star";
 *
 * const student = createStudent({ llm: new OfflineModel(), tools: [] }).compile();
 * const svg = await drawGraph(student);
 * console.log(svg.startsWith("<svg")); // true
 * ```
 */
export async function drawGraph(
  graph: Drawable,
  { xray = false }: DrawOptions = {},
): Promise<string> {
  const { instance } = await importOptional(
    "@viz-js/viz",
    "Drawing a graph",
    () => import("@viz-js/viz"),
  );
  const inside = await graph.getGraphAsync({ xray: true });
  const outline = await graph.getGraphAsync({});
  const drawing = {
    ...PAGE,
    name: graph.getName(),
    ...(xray ? drawInside(inside, outline) : drawOutline(outline, inside)),
    edges: drawEdges(xray ? inside : outline),
  };
  return toElement((await instance()).renderString(drawing, { format: "svg" }));
}

/** Removes the XML declaration, which HTML pages do not allow, and comments, which only repeat titles. */
function toElement(svg: string): string {
  return svg
    .slice(svg.indexOf("<svg"))
    .replaceAll(/<!--.*?-->\n/gs, "")
    .replaceAll(`font-family="${MEASURED_FONT}"`, `font-family="${FONTS}"`);
}
