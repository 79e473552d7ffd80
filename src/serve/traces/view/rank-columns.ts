import type { Trajectory } from "../../../trajectory/trajectory.js";
import type { RankColumn, Segment, StepView } from "./run-view.js";
import { favoritesOf } from "./step-details.js";

/** The order of the candidates from agent to agent, and in the result. Empty for a run without candidates. */
export function toRankColumns(
  { task, outcome }: Trajectory,
  {
    steps,
    segments,
  }: { readonly steps: readonly StepView[]; readonly segments: readonly Segment[] },
): RankColumn[] {
  if (task === null) return [];
  const known = new Set(task.candidates);
  const parts =
    segments.length > 1 ? segments.map(({ steps: own }) => own) : splitByTable(segments[0], steps);
  const columns = parts.flatMap((own): RankColumn[] => {
    const [first] = own;
    const position = steps[first ?? -1]?.segment;
    if (position === undefined) return [];
    const named = namedIn(own, steps).filter((id) => known.has(id));
    const rest = byEvidence(own, steps).filter((id) => known.has(id) && !named.includes(id));
    const order = [...new Set([...named, ...rest])];
    const { name = "", round = 1 } = segments[position] ?? {};
    const title = round > 1 ? `${name}, round ${round}` : name;
    return order.length < 2
      ? []
      : [{ title, segment: position, order, named: new Set(named).size }];
  });
  if (outcome === null) return columns;
  const { ranking } = outcome;
  return [...columns, { title: "result", segment: null, order: ranking, named: ranking.length }];
}

/** A single agent reads one table after the other: each of them is a column. */
function splitByTable(segment: Segment | undefined, steps: readonly StepView[]): number[][] {
  return (segment?.steps ?? []).flatMap((at) =>
    (steps[at]?.evidence?.rows.length ?? 0) > 1 ? [[at]] : [],
  );
}

function namedIn(own: readonly number[], steps: readonly StepView[]): readonly string[] {
  const answers = own.flatMap((at) => {
    const step = steps[at];
    return step === undefined ? [] : [favoritesOf(step) ?? []];
  });
  return answers.findLast((ids) => ids.length > 0) ?? [];
}

/** Items by the best rank in any of the tables that were read. */
function byEvidence(own: readonly number[], steps: readonly StepView[]): string[] {
  const best = new Map<string, number>();
  for (const { itemId, cells } of own.flatMap((at) => steps[at]?.evidence?.rows ?? [])) {
    const ranks = cells.flatMap((cell) => cell?.rank ?? []);
    best.set(itemId, Math.min(best.get(itemId) ?? Infinity, ...ranks));
  }
  const found = [...best].filter(([, rank]) => rank < Infinity);
  return found.toSorted(([, one], [, other]) => one - other).map(([id]) => id);
}
