import type { Graph } from "@langchain/core/runnables/graph";
import { importOptional } from "../optional.js";

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
  // Imported when used: few programs draw.
  const { drawEdges } = await import("./drawing/edges.js");
  const { drawInside, drawOutline } = await import("./drawing/nodes.js");
  const { FONTS, MEASURED_FONT, PAGE } = await import("./drawing/style.js");
  const inside = await graph.getGraphAsync({ xray: true });
  const outline = await graph.getGraphAsync({});
  const drawing = {
    ...PAGE,
    name: graph.getName(),
    ...(xray ? drawInside(inside, outline) : drawOutline(outline, inside)),
    edges: drawEdges(xray ? inside : outline),
  };
  const svg = (await instance()).renderString(drawing, { format: "svg" });
  return toElement(svg).replaceAll(`font-family="${MEASURED_FONT}"`, `font-family="${FONTS}"`);
}

/** Removes the XML declaration, which HTML pages do not allow, and comments, which only repeat titles. */
function toElement(svg: string): string {
  return svg.slice(svg.indexOf("<svg")).replaceAll(/<!--.*?-->\n/gs, "");
}
