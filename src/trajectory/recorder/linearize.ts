import type { Step } from "../trajectory.js";
import { createCallLedger, type CallLedger } from "./call-ledger.js";
import { stepKindOf, type Classify } from "./classify.js";
import { answersOf, type RecordedAnswer } from "./messages.js";
import type { JsonValue } from "./redact.js";
import type { RunRow } from "./run-row.js";
import { childrenOf, type RunTree } from "./run-tree.js";
import { ROOT_SCOPE, createScopes, type Scope } from "./scope.js";
import { changesOf, pairToolRuns } from "./tool-runs.js";

/** Input of {@link linearize}. */
interface LinearizeOptions {
  readonly tree: RunTree;
  readonly root: RunRow;
  readonly classify: Classify | undefined;
  /** Start of a run in milliseconds since the start of the execution. */
  readonly elapsed: (row: RunRow) => number;
}

/** A model run that is part of the result. */
export interface ModelRun {
  readonly row: RunRow;
  readonly scope: Scope;
  /** `callId` of the steps of its tool calls, in order. */
  readonly callIds: readonly string[];
}

/** An execution flattened into one ordered list of steps. */
interface LinearizedRun {
  readonly steps: Step[];
  /** The model runs behind the steps, in the same order. */
  readonly modelRuns: ModelRun[];
  /** {@link Children.hasGap} of any run. */
  hasGap: boolean;
  /** {@link Children.hasFailure} of any run. */
  hasFailure: boolean;
}

interface LinearizeState extends LinearizedRun, LinearizeOptions {
  readonly ledger: CallLedger;
  readonly enter: ReturnType<typeof createScopes>;
  /** Arguments of the calls so far, by `callId`. */
  readonly written: Map<string, JsonValue>;
  /** Names of the tools that models were offered so far. */
  readonly offered: Set<string>;
  /** Tool runs since the last call of {@link recordAnswers}. */
  toolRuns: RunRow[];
}

/** Flattens a tree of runs into one ordered list of steps. */
export function linearize(options: LinearizeOptions): LinearizedRun {
  const state: LinearizeState = {
    ...options,
    steps: [],
    modelRuns: [],
    hasGap: false,
    hasFailure: false,
    ledger: createCallLedger(),
    enter: createScopes(),
    written: new Map(),
    offered: new Set(),
    toolRuns: [],
  };
  visitChildren(state, options.root, ROOT_SCOPE);
  recordAnswers(state, options.root, [], ROOT_SCOPE);
  return state;
}

function visitChildren(state: LinearizeState, row: RunRow, scope: Scope): void {
  const { rows, hasGap, hasFailure } = childrenOf(state.tree, row);
  state.hasGap ||= hasGap;
  state.hasFailure ||= hasFailure;
  for (const child of rows) {
    const inner = child.isNode ? state.enter(child, rows, scope) : scope;
    if (!child.isHidden) visit(state, child, inner);
  }
}

function visit(state: LinearizeState, row: RunRow, scope: Scope): void {
  if (row.type === "model") return visitModel(state, row, scope);
  visitChildren(state, row, scope);
  if (row.type === "tool") state.toolRuns.push(row);
  if (row.isNode) recordAnswers(state, row, row.end?.answers ?? [], scope);
}

function visitModel(state: LinearizeState, row: RunRow, scope: Scope): void {
  recordAnswers(state, row, answersOf(row.input), scope);
  for (const tool of row.tools ?? []) state.offered.add(tool.function.name);
  const reply = row.end?.reply;
  const callIds = (reply?.calls ?? []).map((call) => {
    const callId = state.ledger.open(call.rawCallId, call.name, scope.agent);
    state.written.set(callId, call.arguments);
    return callId;
  });
  state.modelRuns.push({ row, scope, callIds });
  if (reply === undefined) return;
  const fields = fieldsOf(scope);
  const kind = stepKindOf({ row, reply, scope, classify: state.classify });
  const text: Step[] = reply.text === "" ? [] : [{ kind, content: reply.text, ...fields }];
  const calls = reply.calls.map(({ name, arguments: parameters }, index): Step => {
    const callId = callIds[index] ?? "";
    return { kind: "tool_call", callId, name, arguments: parameters, ...fields };
  });
  const turn = [...text, ...calls];
  // Only the first step of a turn has a time, so that the times of all steps can be added.
  state.steps.push(
    ...turn.map((step, index) => (index === 0 ? withTiming(state, step, row) : step)),
  );
}

/**
 * Adds the steps of the tool answers that became known at a run.
 *
 * @param shown - Answers in the run's messages. They take precedence over the outputs of tool runs, which are used when a node
 * returned something else than messages.
 */
function recordAnswers(
  state: LinearizeState,
  row: RunRow,
  shown: readonly RecordedAnswer[],
  scope: Scope,
): void {
  const { ledger, toolRuns, written, offered } = state;
  const shownIds = new Set(shown.map(({ rawCallId }) => rawCallId));
  const returned = toolRuns
    .flatMap((tool) => tool.end?.answers ?? [])
    .filter(({ rawCallId }) => !shownIds.has(rawCallId));
  const settled = [ledger.settle(shown, scope.agent), ledger.settle(returned, scope.agent)].flat();
  const calls = settled.map(({ callId, name, answer }) => {
    return { rawCallId: answer.rawCallId, name, written: written.get(callId) };
  });
  const tools = pairToolRuns(calls, toolRuns);
  for (const [index, { callId, name, answer }] of settled.entries()) {
    const { content, status } = answer;
    const [call, tool] = [calls[index], tools[index]];
    const changes = call === undefined ? {} : changesOf(call, tool, offered);
    const step = { callId, name, content, status, ...changes, ...fieldsOf(scope) };
    state.steps.push(withTiming(state, { kind: "tool_response", ...step }, tool ?? row));
  }
  state.toolRuns = [];
}

function withTiming({ elapsed }: LinearizeState, step: Step, row: RunRow): Step {
  if (row.end?.at === undefined) return step;
  return {
    ...step,
    timing: { startMs: elapsed(row), durationMs: row.end.at - row.startedAt },
  };
}

function fieldsOf({ agent, node, round }: Scope) {
  return { agent, node, round };
}
