import type { Attributes } from "@viz-js/viz";

/**
 * Font families of the drawing. Their glyphs have equal widths, which Graphviz knows, so text stays inside its box on every
 * system.
 */
export const FONTS = "Verdana,DejaVu Sans,sans-serif";
/** The family that Graphviz measures; it does not accept lists. */
export const MEASURED_FONT = "Verdana";

const FONT = { fontname: MEASURED_FONT };
const BOX = { shape: "box", style: "rounded,filled", margin: "0.14,0.06", height: 0.35 };
const AGENT = { fillcolor: "#fff8e8", color: "#b58a2b" };
const TERMINAL = { fillcolor: "#444444", color: "#444444", fontcolor: "white" };

const LEGEND =
  "\nsolid: always     dashed: decided at run time     two heads: there and back     green: tools";

/** Default attributes of the graph, its nodes and its edges. */
export const PAGE = {
  directed: true,
  graphAttributes: {
    ...FONT,
    rankdir: "LR",
    compound: true,
    ranksep: 0.5,
    nodesep: 0.22,
    pad: 0.2,
    bgcolor: "white",
    label: LEGEND,
    fontsize: 11,
    fontcolor: "#666666",
  },
  nodeAttributes: { ...FONT, ...BOX, fontsize: 13, fillcolor: "#eaf0fc", color: "#5b76b8" },
  edgeAttributes: { ...FONT, fontsize: 10, color: "#555555", arrowsize: 0.7 },
} as const;

/** Attributes by kind of node or edge that differ from {@link PAGE}. */
export const STYLES = {
  step: {},
  tool: { fillcolor: "#e3f4e8", color: "#4b9063" },
  /** A subgraph drawn as one box. */
  agent: AGENT,
  /** A subgraph drawn around its nodes. */
  frame: {
    ...FONT,
    ...AGENT,
    style: "rounded,filled",
    margin: 14,
    fontsize: 14,
    fontcolor: "black",
  },
  start: { ...TERMINAL, label: "start" },
  end: { ...TERMINAL, label: "end" },
  /** Entry of a subgraph. */
  entry: { shape: "point", width: 0.09, height: 0.09, color: "#555555" },
  conditional: { style: "dashed" },
} as const satisfies Record<string, Attributes>;

/** Colors of the lines below a name. */
export const SMALL_PRINT = { tool: "#2b6a3f", interrupt: "#a03030" } as const;
