import type { HTMLString } from "@viz-js/viz";
import { SMALL_PRINT } from "./style.js";

/** A line of smaller text below a name. */
export interface SmallPrint {
  readonly kind: keyof typeof SMALL_PRINT;
  readonly text: string;
}

/** A name with smaller lines below it; markup in them is shown literally. */
export function createLabel(name: string, lines: readonly SmallPrint[] = []): HTMLString {
  const small = lines.map(
    ({ kind, text }) =>
      `<font point-size="10" color="${SMALL_PRINT[kind]}">${escapeMarkup(text)}</font>`,
  );
  return { html: [escapeMarkup(name), ...small].join("<br/>") };
}

/** Graphviz replaces `\N` with the name of the node, also in markup. */
function escapeMarkup(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("\\", "\\\\")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** LangGraph names the node `model` of the subgraph `user_profile` as `user_profile:model`. */
const SEPARATOR = ":";

/** Name of a node within its subgraph. */
export function lastName(id: string): string {
  return id.slice(id.lastIndexOf(SEPARATOR) + 1);
}

/** The subgraph that contains a node; empty for the graph itself. */
export function innermostFrame(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf(SEPARATOR)));
}

/** All subgraphs that contain a node, outermost first. */
export function framesAround(id: string): string[] {
  const names = id.split(SEPARATOR).slice(0, -1);
  return names.map((_, depth) => names.slice(0, depth + 1).join(SEPARATOR));
}

/** Graphviz draws a frame around subgraphs whose names start with `cluster`. */
export function frameName(frame: string): string {
  return `cluster ${frame}`;
}
