import { isRecord } from "../../../json.js";
import type { ExportedRun } from "../exported/exported-run.js";
import type { TraceSpan } from "./span.js";

/**
 * Marks the runs that are nodes of a graph. LangGraph tags nodes, but spans have no tags: a node is a chain whose checkpoint
 * namespace differs from that of the span around it. Where LangGraph's metadata is absent, an agent is a node.
 */
export function markNodes(
  runs: readonly ExportedRun[],
  spans: ReadonlyMap<string, TraceSpan>,
): ExportedRun[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const rootOf = (run: ExportedRun): string => {
    const parent = byId.get(run.parentId ?? "");
    return parent === undefined ? run.id : rootOf(parent);
  };
  const namespaceAround = (run: ExportedRun): string => {
    const parent = byId.get(run.parentId ?? "");
    return parent === undefined ? "" : namespaceOf(parent) || namespaceAround(parent);
  };
  const graphs = new Set(runs.filter((run) => namespaceOf(run) !== "").map(rootOf));
  return runs.map((run) => {
    if (run.type !== "chain") return run;
    const namespace = namespaceOf(run);
    if (namespace !== "") return namespace === namespaceAround(run) ? run : asNode(run, {});
    const isAgent = spans.get(run.id)?.kind === "AGENT" && run.parentId !== undefined;
    if (!isAgent || graphs.has(rootOf(run))) return run;
    return asNode(run, { langgraph_node: run.name, langgraph_checkpoint_ns: run.id });
  });
}

function namespaceOf({ extra: { metadata } }: ExportedRun): string {
  const namespace = isRecord(metadata) ? metadata["langgraph_checkpoint_ns"] : undefined;
  return typeof namespace === "string" ? namespace : "";
}

function asNode(run: ExportedRun, position: Readonly<Record<string, string>>): ExportedRun {
  const known = isRecord(run.extra["metadata"]) ? run.extra["metadata"] : {};
  const metadata = { ...known, ...position };
  const isStart = run.name === "__start__" || metadata["langgraph_node"] === "__start__";
  return {
    ...run,
    name: isStart ? "__start__" : run.name,
    tags: [
      `graph:step:${String(metadata["langgraph_step"] ?? 0)}`,
      ...(isStart ? ["langsmith:hidden"] : []),
    ],
    extra: { ...run.extra, metadata },
  };
}
