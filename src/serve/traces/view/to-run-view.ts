import { parseHistoryAnswer } from "../../../text/history-answer.js";
import { listHistoryLines } from "../../../text/task-prompt.js";
import { candidatesOf } from "../../../trajectory/print/task-section.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import { toObjections } from "./objections.js";
import { toPathGraph } from "./path-graph.js";
import { toRankColumns } from "./rank-columns.js";
import type { RunView, StepView } from "./run-view.js";
import { toSegments } from "./segments.js";
import { detailsOf, findCallsOfSteps } from "./step-details.js";

/**
 * Computes what the page shows of a run, without its counterpart.
 *
 * @param position - Position of the run in its file.
 */
export function toRunView(trajectory: Trajectory, position: number): RunView {
  const { schema: _, messages = [], calls = [], steps: recorded, prompt, ...run } = trajectory;
  const callOf = findCallsOfSteps(trajectory);
  const segments = toSegments(trajectory, callOf);
  const segmentOf = new Map(
    segments.flatMap(({ steps: own }, at) => own.map((step) => [step, at])),
  );
  const steps = recorded.map((step, at): StepView => ({
    ...step,
    ...detailsOf(step),
    call: callOf[at] ?? null,
    segment: segmentOf.get(at) ?? 0,
  }));
  return {
    position,
    counterpart: null,
    run,
    prompt,
    messages,
    calls,
    steps,
    segments,
    path: toPathGraph(segments),
    ranks: toRankColumns(trajectory, { steps, segments }),
    objections: toObjections(steps, segments),
    items: titlesOf(trajectory),
    history: prompt.flatMap(({ content }) => listHistoryLines(content)),
  };
}

function titlesOf(trajectory: Trajectory): [string, string][] {
  const titles = new Map<string, string>();
  for (const step of trajectory.steps) {
    const read = step.kind === "tool_response" ? parseHistoryAnswer(step.content) : [];
    for (const { item } of read) titles.set(item.id, item.title);
  }
  for (const { id, title } of candidatesOf(trajectory).values()) titles.set(id, title);
  return [...titles];
}
