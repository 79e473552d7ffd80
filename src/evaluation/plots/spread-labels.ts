/**
 * Moves values apart until neighbors differ by at least `gap`. Keeps the order, and the center of every run of values that
 * moves.
 *
 * @returns One position per value, in the order of the values.
 */
export function spreadLabels(values: readonly number[], gap: number): number[] {
  const order = [...values.keys()].sort(
    (left, right) => (values[left] ?? 0) - (values[right] ?? 0) || left - right,
  );
  const positions = values.map(() => 0);
  for (const { members, center } of findRuns(values, order, gap)) {
    const first = center - (gap * (members.length - 1)) / 2;
    for (const [step, member] of members.entries()) positions[member] = first + gap * step;
  }
  return positions;
}

const LINE_HEIGHT = 18; // pixels

/**
 * The smallest distance of labels, in the unit of the axis.
 *
 * @param values - The values that the axis shows.
 * @param height - Height of the axis in pixels.
 */
export function labelGap(values: readonly number[], height: number): number {
  const range = Math.max(...values) - Math.min(...values);
  return (Math.max(range, 1) * LINE_HEIGHT) / height;
}

interface Run {
  readonly members: readonly number[];
  readonly center: number;
}

/** Merges labels that overlap into runs, from low to high. A run that grows may overlap the run below, which it then absorbs. */
function findRuns(values: readonly number[], order: readonly number[], gap: number): Run[] {
  const runs: Run[] = [];
  for (const member of order) {
    let run: Run = { members: [member], center: values[member] ?? 0 };
    for (let below = runs.at(-1); below !== undefined; below = runs.at(-1)) {
      const reach = (gap * (below.members.length + run.members.length)) / 2;
      if (run.center - below.center >= reach) break;
      runs.pop();
      run = mergeRuns(below, run);
    }
    runs.push(run);
  }
  return runs;
}

function mergeRuns(below: Run, above: Run): Run {
  const members = [...below.members, ...above.members];
  const weighted = below.center * below.members.length + above.center * above.members.length;
  return { members, center: weighted / members.length };
}
