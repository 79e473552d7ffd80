/**
 * Moves values apart until neighbours differ by at least `gap`, keeping their order and, for every run that had to move,
 * its centre.
 *
 * @returns One place a value, in the order of the values.
 */
export function spreadLabels(values: readonly number[], gap: number): number[] {
  const order = [...values.keys()].sort(
    (left, right) => (values[left] ?? 0) - (values[right] ?? 0) || left - right,
  );
  const places = values.map(() => 0);
  for (const { members, center } of mergeRuns(values, order, gap)) {
    const first = center - (gap * (members.length - 1)) / 2;
    for (const [step, member] of members.entries()) places[member] = first + gap * step;
  }
  return places;
}

interface Run {
  readonly members: readonly number[];
  readonly center: number;
}

/** Runs of labels that touch, from low to high. A run that grows may touch the one below it and take it in. */
function mergeRuns(values: readonly number[], order: readonly number[], gap: number): Run[] {
  const runs: Run[] = [];
  for (const member of order) {
    let run: Run = { members: [member], center: values[member] ?? 0 };
    for (let below = runs.at(-1); below !== undefined; below = runs.at(-1)) {
      const reach = (gap * (below.members.length + run.members.length)) / 2;
      if (run.center - below.center >= reach) break;
      runs.pop();
      run = joined(below, run);
    }
    runs.push(run);
  }
  return runs;
}

function joined(below: Run, above: Run): Run {
  const members = [...below.members, ...above.members];
  const weighted = below.center * below.members.length + above.center * above.members.length;
  return { members, center: weighted / members.length };
}
