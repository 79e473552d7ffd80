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
