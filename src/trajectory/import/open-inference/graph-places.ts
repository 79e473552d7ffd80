import { isRecord } from "../../recorder/snapshot.js";
import type { ExportedRun } from "../exported/exported-run.js";
import type { Span } from "./span.js";

/**
 * Finds out which spans are nodes of a graph. LangGraph tags them, but spans carry no tags. A node is a chain whose place in the
 * graph differs from that of the span around it; an agent of another framework is a node of its own.
 */
export function markNodes(
  runs: readonly ExportedRun[],
  spans: ReadonlyMap<string, Span>,
): ExportedRun[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const placeAround = (run: ExportedRun): string => {
    const parent = byId.get(run.parentId ?? "");
    return parent === undefined ? "" : placeOf(parent) || placeAround(parent);
  };
  return runs.map((run) => {
    if (run.type !== "chain") return run;
    const place = placeOf(run);
    if (place !== "") return place === placeAround(run) ? run : tagged(run, {});
    if (spans.get(run.id)?.kind !== "AGENT" || run.parentId === undefined) return run;
    return tagged(run, { langgraph_node: run.name, langgraph_checkpoint_ns: run.id });
  });
}

function placeOf({ extra: { metadata } }: ExportedRun): string {
  const place = isRecord(metadata) ? metadata["langgraph_checkpoint_ns"] : undefined;
  return typeof place === "string" ? place : "";
}

function tagged(run: ExportedRun, position: Readonly<Record<string, string>>): ExportedRun {
  const known = isRecord(run.extra["metadata"]) ? run.extra["metadata"] : {};
  const metadata = { ...known, ...position };
  const hidden = run.name === "__start__" ? ["langsmith:hidden"] : [];
  return {
    ...run,
    tags: [`graph:step:${String(metadata["langgraph_step"] ?? 0)}`, ...hidden],
    extra: { ...run.extra, metadata },
  };
}
