import type { Step } from "../trajectory.js";
import { createCallLedger, type CallLedger } from "./call-ledger.js";
import { kindOf, type Classify } from "./classify.js";
import type { ToolAnswer } from "./messages.js";
import type { RunRow } from "./run-row.js";
import { childrenOf, type RunTree } from "./run-tree.js";
import { ROOT_SCOPE, createScopes, type Scope } from "./scope.js";

export interface LineariseOptions {
  readonly tree: RunTree;
  readonly root: RunRow;
  readonly classify: Classify | undefined;
  /** Milliseconds since the execution began, when a run began. */
  readonly elapsed: (row: RunRow) => number;
}

/** What one agent would have written, had it done all of it. */
export interface Line {
  readonly steps: Step[];
  /** The model runs that the steps come from, in the same order. */
  readonly modelRuns: RunRow[];
  /** {@link Children.hasGap} of any run. */
  hasGap: boolean;
  /** {@link Children.hasFailure} of any run. */
  hasFailure: boolean;
}

/** A line that is being written. */
interface Writing extends Line, LineariseOptions {
  readonly ledger: CallLedger;
  readonly enter: ReturnType<typeof createScopes>;
  /** Tool runs since the last answers were settled. */
  toolRuns: RunRow[];
}

/** Turns a tree of runs into a line of steps. */
export function linearise(options: LineariseOptions): Line {
  const writing: Writing = {
    ...options,
    steps: [],
    modelRuns: [],
    hasGap: false,
    hasFailure: false,
    ledger: createCallLedger(),
    enter: createScopes(),
    toolRuns: [],
  };
  visitBelow(writing, options.root, ROOT_SCOPE);
  settle(writing, options.root, [], ROOT_SCOPE);
  return writing;
}

function visitBelow(writing: Writing, row: RunRow, scope: Scope): void {
  const { rows, hasGap, hasFailure } = childrenOf(writing.tree, row);
  writing.hasGap ||= hasGap;
  writing.hasFailure ||= hasFailure;
  for (const child of rows) {
    const inner = child.isNode ? writing.enter(child, rows, scope) : scope;
    if (!child.isHidden) visit(writing, child, inner);
  }
}

function visit(writing: Writing, row: RunRow, scope: Scope): void {
  if (row.type === "model") return visitModel(writing, row, scope);
  visitBelow(writing, row, scope);
  if (row.type === "tool") writing.toolRuns.push(row);
  if (row.isNode) settle(writing, row, row.end?.answers ?? [], scope);
}

function visitModel(writing: Writing, row: RunRow, scope: Scope): void {
  settle(writing, row, row.input?.answers ?? [], scope);
  writing.modelRuns.push(row);
  const reply = row.end?.reply;
  if (reply === undefined) return;
  const fields = fieldsOf(scope);
  const kind = kindOf({ row, reply, scope, classify: writing.classify });
  const text: Step[] = reply.text === "" ? [] : [{ kind, content: reply.text, ...fields }];
  const calls = reply.calls.map(({ rawCallId, name, arguments: parameters }): Step => {
    const callId = writing.ledger.open(rawCallId, name, scope.agent);
    return { kind: "tool_call", callId, name, arguments: parameters, ...fields };
  });
  const turn = [...text, ...calls];
  // A turn's time stands at its first step, so that times can be added up.
  writing.steps.push(
    ...turn.map((step, index) => (index === 0 ? timed(writing, step, row) : step)),
  );
}

/** What the model is shown comes first; a tool's own run answers for a node that returned something else. */
function settle(writing: Writing, row: RunRow, shown: readonly ToolAnswer[], scope: Scope): void {
  const { ledger, toolRuns } = writing;
  const returned = toolRuns.flatMap((tool) => tool.end?.answers ?? []);
  const settled = [ledger.settle(shown, scope.agent), ledger.settle(returned, scope.agent)].flat();
  for (const { callId, name, answer } of settled) {
    const { content, status, rawCallId } = answer;
    const step = { callId, name, content, status, ...fieldsOf(scope) };
    const run = toolRuns.find((tool) => tool.rawCallId === rawCallId) ?? row;
    writing.steps.push(timed(writing, { kind: "tool_response", ...step }, run));
  }
  writing.toolRuns = [];
}

function timed({ elapsed }: Writing, step: Step, row: RunRow): Step {
  if (row.end?.at === undefined) return step;
  return {
    ...step,
    timing: { startMs: elapsed(row), durationMs: row.end.at - row.startedAt },
  };
}

function fieldsOf({ agent, node, round }: Scope) {
  return { agent, node, round };
}
