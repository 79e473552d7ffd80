/** LangGraph names the node `model` of the subgraph that is the node `user_profile` `user_profile:model`. */
const SEPARATOR = ":";

export function lastName(id: string): string {
  return id.slice(id.lastIndexOf(SEPARATOR) + 1);
}

/** The subgraph a node stands in; empty for the graph itself. */
export function innermostFrame(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf(SEPARATOR)));
}

/** All subgraphs a node stands in, the outermost first. */
export function framesAround(id: string): string[] {
  const names = id.split(SEPARATOR).slice(0, -1);
  return names.map((_, depth) => names.slice(0, depth + 1).join(SEPARATOR));
}

/** Graphviz draws a frame around subgraphs whose name begins so. */
export function frameName(frame: string): string {
  return `cluster ${frame}`;
}
