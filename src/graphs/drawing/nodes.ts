import type { Graph, Node } from "@langchain/core/runnables/graph";
import type { Attributes, HTMLString, Node as DrawnNode, Subgraph } from "@viz-js/viz";
import { createLabel, frameName, framesAround, innermostFrame, lastName } from "./label.js";
import { STYLES } from "./style.js";

/** Nodes and subgraphs in the form that Graphviz takes. */
export interface DrawnNodes {
  readonly nodes: DrawnNode[];
  readonly subgraphs: Subgraph[];
}

/** One box per node; the box of a subgraph lists the tools in it. */
export function drawOutline(outline: Graph, inside: Graph): DrawnNodes {
  const toolsWithin = (id: string) =>
    Object.values(inside.nodes)
      .filter((node) => framesAround(node.id).includes(id))
      .flatMap(toolsOf);
  const nodes = Object.values(outline.nodes);
  return { nodes: nodes.map((node) => drawNode(node, toolsWithin(node.id))), subgraphs: [] };
}

/** One frame per subgraph, around its nodes. */
export function drawInside(inside: Graph, outline: Graph): DrawnNodes {
  const nodes = Object.values(inside.nodes);
  const frames = [...new Set(nodes.flatMap(({ id }) => framesAround(id)))];
  const contentOf = (parent: string): DrawnNodes => ({
    nodes: nodes.filter(({ id }) => innermostFrame(id) === parent).map((node) => drawNode(node)),
    subgraphs: frames.filter((frame) => innermostFrame(frame) === parent).map(drawFrame),
  });
  const drawFrame = (frame: string): Subgraph => ({
    name: frameName(frame),
    // Only the outline contains the interrupt of a whole subgraph.
    graphAttributes: { ...STYLES.frame, label: labelOf(frame, outline.nodes[frame]) },
    ...contentOf(frame),
  });
  return contentOf("");
}

function drawNode(node: Node, toolsWithin: readonly string[] = []): DrawnNode {
  return { name: node.id, attributes: { ...attributesOf(node, toolsWithin) } };
}

function attributesOf(node: Node, toolsWithin: readonly string[]): Attributes {
  const name = lastName(node.id);
  if (name === "__start__") return innermostFrame(node.id) === "" ? STYLES.start : STYLES.entry;
  if (name === "__end__") return STYLES.end;
  const label = labelOf(node.id, node, toolsWithin);
  if (toolsOf(node).length > 0) return { ...STYLES.tool, label };
  return { ...(toolsWithin.length > 0 ? STYLES.agent : STYLES.step), label };
}

function labelOf(
  id: string,
  node: Node | undefined,
  toolsWithin: readonly string[] = [],
): HTMLString {
  const name = lastName(id);
  const named = new Set([...(node === undefined ? [] : toolsOf(node)), ...toolsWithin]);
  const tools = [...named].filter((tool) => tool !== name);
  const interrupt: unknown = node?.metadata?.["__interrupt"];
  return createLabel(name, [
    ...tools.map((text) => ({ kind: "tool" as const, text })),
    ...(typeof interrupt === "string"
      ? [{ kind: "interrupt" as const, text: `interrupts ${interrupt}` }]
      : []),
  ]);
}

function toolsOf({ metadata }: Node): string[] {
  const tools: unknown = metadata?.["__tools"];
  return Array.isArray(tools) ? tools.map(String) : [];
}
