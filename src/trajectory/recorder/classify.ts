import type { StepKind } from "../trajectory.js";
import { promptOf, type ModelReply } from "./messages.js";
import type { RunRow } from "./run-row.js";
import type { Scope } from "./scope.js";

/** Step kinds of a model's text. */
export type TextStepKind = Exclude<StepKind, "tool_call" | "tool_response">;

const TEXT_KINDS: ReadonlySet<string> = new Set<TextStepKind>([
  "plan",
  "analysis",
  "reflection",
  "recommend",
]);

/** One model call as {@link Classify} sees it. */
export interface ClassifiedRun {
  /** The text that the model wrote. */
  readonly text: string;
  /** Names of the tools that the model called. */
  readonly calls: readonly string[];
  /** `star_step` of the node's or the model's metadata. */
  readonly starStep: string | undefined;
  /** The messages before the model's first reply. */
  readonly prompt: readonly { readonly role: string; readonly content: string }[];
}

/**
 * Determines the step kind of a model's text.
 *
 * @param node - Name of the node that called the model.
 * @param path - Names of the nodes around that node's graph, outermost first; empty in the outermost graph.
 * @returns Undefined for the default: `star_step`, else `analysis`.
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

/** Step kind of a model's text: the answer of `classify`, else `star_step`, else `analysis`. */
export function stepKindOf({ row, reply, scope, classify }: ModelStep): TextStepKind {
  const { starStep } = row.position;
  const path = scope.agent === "" ? [] : scope.agent.split("/");
  const own = classify?.(scope.node, path, {
    text: reply.text,
    calls: reply.calls.map((call) => call.name),
    starStep,
    prompt: promptOf(row.input),
  });
  return own ?? (isTextKind(starStep) ? starStep : "analysis");
}

function isTextKind(kind: string | undefined): kind is TextStepKind {
  return kind !== undefined && TEXT_KINDS.has(kind);
}
