import type { ModelCallRecord } from "../../../trajectory/model-call.js";
import type { Step, Trajectory } from "../../../trajectory/trajectory.js";
import type { Segment, TimelineBar } from "./run-view.js";

/** Steps and calls that belong together, before their times are compared. */
interface Draft {
  readonly name: string;
  readonly round: number;
  readonly steps: number[];
  readonly calls: number[];
}

/**
 * Groups the steps of a run by agent and round, in order. A tool answer belongs to the agent that called, also where tools are nodes of
 * the graph itself.
 *
 * @param callOf - Position of the model call of each step.
 */
export function toSegments(trajectory: Trajectory, callOf: readonly (number | null)[]): Segment[] {
  const drafts = draftSegments(trajectory, callOf);
  const timed = drafts.map((draft) => measure(draft, trajectory, callOf));
  const waves = toWaves(timed);
  const critical = findCriticalPath(timed);
  return timed.map((segment, at) => ({
    ...segment,
    wave: waves[at] ?? 0,
    isCritical: critical.has(at),
  }));
}

type Timed = Omit<Segment, "wave" | "isCritical">;

function draftSegments(
  { steps, calls = [] }: Trajectory,
  callOf: readonly (number | null)[],
): Draft[] {
  const drafts: Draft[] = [];
  const callers = new Map<string, Draft>();
  for (const [at, step] of steps.entries()) {
    const caller = step.kind === "tool_response" ? callers.get(step.callId) : undefined;
    const draft = caller ?? draftFor(drafts, step);
    draft.steps.push(at);
    if (step.kind === "tool_call") callers.set(step.callId, draft);
    const call = callOf[at] ?? null;
    if (call !== null && !draft.calls.includes(call)) draft.calls.push(call);
  }
  const assigned = new Set(drafts.flatMap((draft) => draft.calls));
  for (const [at, call] of calls.entries()) {
    if (!assigned.has(at)) draftFor(drafts, call).calls.push(at);
  }
  return drafts;
}

/** The last draft of the same agent and round if nothing came after it, or if it is an agent's; else a new one. */
function draftFor(
  drafts: Draft[],
  { agent, node, round }: Pick<Step | ModelCallRecord, "agent" | "node" | "round">,
): Draft {
  const name = agent || node || "graph";
  const isSame = (draft: Draft) => draft.name === name && draft.round === round;
  const known =
    agent === ""
      ? [drafts.at(-1)].find((last) => last !== undefined && isSame(last))
      : drafts.findLast(isSame);
  if (known !== undefined) return known;
  const draft = { name, round, steps: [], calls: [] };
  drafts.push(draft);
  return draft;
}

function measure(
  draft: Draft,
  { steps, calls = [] }: Trajectory,
  callOf: readonly (number | null)[],
): Timed {
  const own = draft.calls.flatMap((at) => calls[at] ?? []);
  const bars = [...modelBars(draft, calls, callOf), ...toolBars(draft, steps)];
  const sorted = bars.toSorted((one, other) => one.startMs - other.startMs);
  const ends = sorted.map(({ startMs, durationMs }) => startMs + durationMs);
  return {
    ...draft,
    bars: sorted,
    startMs: sorted[0]?.startMs ?? null,
    endMs: ends.length === 0 ? null : Math.max(...ends),
    inputTokens: own.reduce((sum, { usage }) => sum + usage.inputTokens, 0),
    outputTokens: own.reduce((sum, { usage }) => sum + usage.outputTokens, 0),
  };
}

function modelBars(
  draft: Draft,
  calls: readonly ModelCallRecord[],
  callOf: readonly (number | null)[],
): TimelineBar[] {
  return draft.calls.flatMap((at): TimelineBar[] => {
    const call = calls[at];
    if (call?.timing === undefined) return [];
    const step = draft.steps.find((one) => callOf[one] === at) ?? null;
    const isError = call.error !== undefined || call.unreadable !== undefined;
    return [{ kind: "model", label: call.model || "model", ...call.timing, step, isError }];
  });
}

function toolBars(draft: Draft, steps: readonly Step[]): TimelineBar[] {
  return draft.steps.flatMap((at): TimelineBar[] => {
    const step = steps[at];
    if (step?.kind !== "tool_response" || step.timing === undefined) return [];
    return [
      {
        kind: "tool",
        label: step.name,
        ...step.timing,
        step: at,
        isError: step.status === "error",
      },
    ];
  });
}

/** Segments that overlap in time are one wave. Without times every segment is a wave of its own. */
function toWaves(segments: readonly Timed[]): number[] {
  const waves: number[] = segments.map(() => 0);
  const order = segments.map((_, at) => at);
  if (segments.some(({ startMs }) => startMs === null)) return order;
  order.sort((one, other) => startOf(segments[one]) - startOf(segments[other]) || one - other);
  let wave = -1;
  let firstEnd = -Infinity;
  for (const at of order) {
    if (startOf(segments[at]) >= firstEnd) {
      wave++;
      firstEnd = Infinity;
    }
    firstEnd = Math.min(firstEnd, endOf(segments[at]));
    waves[at] = wave;
  }
  return waves;
}

/** From the segment that ended last, back to the one that ended last before each began. */
function findCriticalPath(segments: readonly Timed[]): ReadonlySet<number> {
  const path = new Set<number>();
  let before = Infinity;
  for (;;) {
    let next = -1;
    for (const [at, segment] of segments.entries()) {
      const isEarlier = segment.endMs !== null && segment.endMs <= before && !path.has(at);
      if (isEarlier && (next === -1 || endOf(segment) > endOf(segments[next]))) next = at;
    }
    if (next === -1) return path;
    path.add(next);
    before = startOf(segments[next]);
  }
}

const startOf = (segment: Timed | undefined) => segment?.startMs ?? 0;
const endOf = (segment: Timed | undefined) => segment?.endMs ?? 0;
