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

export interface DrawOptions {
  /** True shows the inside of every subgraph in a frame, false names the tools in it. Default false. */
  readonly xray?: boolean;
}

/**
 * Draws any compiled LangGraph graph, from the graph itself. Tools are green; what may interrupt says so.
 *
 * @returns One `svg` element; the same graph gives the same text.
 * @throws {StarError} `DEPENDENCY_MISSING` without `@viz-js/viz`.
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

/** A page that holds the picture has no place for an XML declaration, and Graphviz' comments only repeat titles. */
function toElement(svg: string): string {
  return svg
    .slice(svg.indexOf("<svg"))
    .replaceAll(/<!--.*?-->\n/gs, "")
    .replaceAll(`font-family="${MEASURED_FONT}"`, `font-family="${FONTS}"`);
}
