import type { StepKind } from "../trajectory.js";
import type { ModelReply } from "./messages.js";
import type { RunRow } from "./run-row.js";
import type { Scope } from "./scope.js";

/** What a model's text can be. */
export type TextStepKind = Exclude<StepKind, "tool_call" | "tool_response">;

const TEXT_KINDS: ReadonlySet<string> = new Set<TextStepKind>([
  "plan",
  "analysis",
  "reflection",
  "recommend",
]);

/** One model call, for a {@link Classify}. */
export interface ClassifiedRun {
  /** What the model wrote. */
  readonly text: string;
  /** The tools it called, by name. */
  readonly calls: readonly string[];
  /** The `star_step` that the node, or the model's own metadata, gave. */
  readonly starStep: string | undefined;
  /** What it was told before its own first word. */
  readonly opening: readonly { readonly role: string; readonly content: string }[];
}

/**
 * Says what a model's text is.
 *
 * @param node - The node that called the model.
 * @param path - The nodes that hold the graph of that node, outermost first; empty in the outermost graph.
 * @returns Undefined for the default: the `star_step`, else `analysis`.
 */
export type Classify = (
  node: string,
  path: readonly string[],
  run: ClassifiedRun,
) => TextStepKind | undefined;

interface ModelStep {
  readonly row: RunRow;
  readonly reply: ModelReply;
  readonly scope: Scope;
  readonly classify: Classify | undefined;
}

export function kindOf({ row, reply, scope, classify }: ModelStep): TextStepKind {
  const { starStep } = row.position;
  const path = scope.agent === "" ? [] : scope.agent.split("/");
  const own = classify?.(scope.node, path, {
    text: reply.text,
    calls: reply.calls.map((call) => call.name),
    starStep,
    opening: row.input?.opening ?? [],
  });
  return own ?? (isTextKind(starStep) ? starStep : "analysis");
}

function isTextKind(kind: string | undefined): kind is TextStepKind {
  return kind !== undefined && TEXT_KINDS.has(kind);
}
