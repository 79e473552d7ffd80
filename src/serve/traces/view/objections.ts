import type { Step } from "../../../trajectory/trajectory.js";
import type { Objection, Revision, Segment, StepView } from "./run-view.js";
import { favoritesOf, verdictOf } from "./step-details.js";

/** The verdicts of reflectors, with what the agents that were sent back named before and after. */
export function toObjections(
  steps: readonly StepView[],
  segments: readonly Segment[],
): Objection[] {
  return steps.flatMap((step, at): Objection[] => {
    const verdict = verdictOf(step);
    if (verdict === undefined) return [];
    const revisions = verdict.revisions.map(({ agent, question }): Revision => {
      const own = segments.flatMap((segment, position) =>
        segment.name === agent ? [{ ...segment, position }] : [],
      );
      const before = own.findLast(({ steps: [first = 0] }) => first < at);
      const after = own.find(({ steps: [first = 0] }) => first > at);
      return {
        agent,
        question,
        before: favoritesIn(before, steps),
        after: favoritesIn(after, steps),
        segment: after?.position ?? null,
      };
    });
    return [{ ...verdict, step: at, round: step.round, revisions }];
  });
}

function favoritesIn(
  segment: Segment | undefined,
  steps: readonly Step[],
): readonly string[] | null {
  const answers = (segment?.steps ?? []).flatMap((at) => {
    const step = steps[at];
    return step === undefined ? [] : [favoritesOf(step)];
  });
  return answers.findLast((ids) => ids !== undefined) ?? null;
}
