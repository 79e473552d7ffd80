import type { Step, StepKind } from "../trajectory.js";
import { createCallLedger } from "./call-ledger.js";
import type { ToolAnswer } from "./messages.js";
import type { RunRow } from "./run-row.js";
import type { RunTree } from "./run-tree.js";
import { createScopes, ROOT_SCOPE, type Scope } from "./scope.js";

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

export interface LineariseOptions {
  readonly tree: RunTree;
  readonly root: RunRow;
  readonly classify: Classify | undefined;
  /** Milliseconds since the execution began, for a moment. */
  readonly elapsed: (moment: number, row: RunRow) => number;
}

/** What one agent would have written, had it done all of it: the steps, and the model runs that they come from. */
export interface Linearised {
  readonly steps: readonly Step[];
  readonly modelRuns: readonly RunRow[];
}

/** Turns a tree of runs into a line of steps. */
export function linearise({ tree, root, classify, elapsed }: LineariseOptions): Linearised {
  const steps: Step[] = [];
  const modelRuns: RunRow[] = [];
  const ledger = createCallLedger();
  const enter = createScopes();
  let toolRuns: RunRow[] = [];

  function visitBelow(row: RunRow, scope: Scope): void {
    const children = tree.childrenOf(row);
    for (const child of children) {
      if (!child.isHidden) visit(child, child.isNode ? enter(child, children, scope) : scope);
    }
  }

  function visit(row: RunRow, scope: Scope): void {
    if (row.type === "model") return visitModel(row, scope);
    visitBelow(row, scope);
    if (row.type === "tool") toolRuns.push(row);
    if (row.isNode) settle(row, row.end?.answers ?? [], scope);
  }

  function visitModel(row: RunRow, scope: Scope): void {
    settle(row, row.input?.answers ?? [], scope);
    modelRuns.push(row);
    if (row.end?.reply === undefined) return;
    const { text, calls } = row.end.reply;
    const fields = fieldsOf(scope);
    const turn: Step[] = [];
    if (text !== "") turn.push({ kind: kindOf(row, scope), content: text, ...fields });
    for (const { rawCallId, name, arguments: parameters } of calls) {
      const callId = ledger.open(rawCallId, name, scope.agent);
      turn.push({ kind: "tool_call", callId, name, arguments: parameters, ...fields });
    }
    steps.push(...turn.map((step, index) => (index === 0 ? timed(step, row) : step)));
  }

  /** What the model is shown comes first; a tool's own run answers for a node that returned something else. */
  function settle(row: RunRow, shown: readonly ToolAnswer[], scope: Scope): void {
    const returned = toolRuns.flatMap((tool) => tool.end?.answers ?? []);
    const settled = [...ledger.settle(shown, scope.agent), ...ledger.settle(returned, scope.agent)];
    for (const { callId, name, answer } of settled) {
      const { content, status } = answer;
      const fields = { callId, name, content, status, ...fieldsOf(scope) };
      const run = toolRuns.find((tool) => tool.rawCallId === answer.rawCallId);
      steps.push(timed({ kind: "tool_response", ...fields }, run ?? row));
    }
    toolRuns = [];
  }

  function kindOf(row: RunRow, scope: Scope): TextStepKind {
    const { starStep } = row.position;
    const reply = row.end?.reply;
    const run = {
      text: reply?.text ?? "",
      calls: reply?.calls.map((call) => call.name) ?? [],
      starStep,
      opening: row.input?.opening ?? [],
    };
    const path = scope.agent === "" ? [] : scope.agent.split("/");
    return classify?.(scope.node, path, run) ?? (isTextKind(starStep) ? starStep : "analysis");
  }

  function timed(step: Step, row: RunRow): Step {
    if (row.end === undefined) return step;
    const timing = {
      startMs: elapsed(row.startedAt, row),
      durationMs: row.end.at - row.startedAt,
    };
    return { ...step, timing };
  }

  visitBelow(root, ROOT_SCOPE);
  settle(root, [], ROOT_SCOPE);
  return { steps, modelRuns };
}

function fieldsOf({ agent, node, round }: Scope) {
  return { agent, node, round };
}

function isTextKind(kind: string | undefined): kind is TextStepKind {
  return kind !== undefined && TEXT_KINDS.has(kind);
}
