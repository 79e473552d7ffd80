import type { Run } from "@langchain/core/tracers/base";
import { isRecord } from "./snapshot.js";

/** Where in a graph a run stands. Read from the few metadata keys that are known to be harmless; no other key is kept. */
export interface Position {
  /** `langgraph_checkpoint_ns`: the same for every attempt at one node execution; empty outside a graph. */
  readonly place: string;
  readonly node: string;
  /** The super-step of the graph run that the node belongs to. */
  readonly step: number;
  /** Which of the step's `Send`s started the node, from 0; -1 when an edge did. */
  readonly send: number;
  /** The name of the node that an edge started, also for the error handler that stands in for it; else empty. */
  readonly lane: string;
  /** A `task` of the functional API: its run hangs beside its caller's instead of below it. */
  readonly isTask: boolean;
  readonly threadId: string | undefined;
  /** The step kind that `addNode(name, node, { metadata: { star_step } })` gave. */
  readonly starStep: string | undefined;
  /** 1 for a question's first answer, 2 and more for answers to a request for repair. */
  readonly starAttempt: number | undefined;
  readonly modelName: string | undefined;
}

export function readPosition(run: Run): Position {
  const extra: unknown = run.extra;
  const metadata = isRecord(extra) && isRecord(extra["metadata"]) ? extra["metadata"] : {};
  const path = metadata["langgraph_path"];
  const [origin, index] = Array.isArray(path) ? path : [];
  return {
    place: text(metadata["langgraph_checkpoint_ns"]) ?? "",
    node: text(metadata["langgraph_node"]) ?? "",
    step: number(metadata["langgraph_step"]) ?? 0,
    send: origin === "__pregel_push" ? (number(index) ?? -1) : -1,
    lane: text(index) ?? "",
    isTask: origin === "__pregel_push" && Array.isArray(index),
    threadId: text(metadata["thread_id"]),
    starStep: text(metadata["star_step"]),
    starAttempt: number(metadata["star_attempt"]),
    modelName: text(metadata["ls_model_name"]),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
