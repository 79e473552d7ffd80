import type { RunView } from "../../serve/traces/view/run-view.js";
import { alignLists } from "../../text/align-lists.js";
import { compareRuns, type RunComparison } from "../../trajectory/compare/compare-runs.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { source } from "../runs.js";

/** Two runs that are compared, with the titles of their items. */
export interface ShownComparison {
  readonly comparison: RunComparison;
  readonly titles: ReadonlyMap<string, string>;
}

/** Loads two runs and compares them as `star trace A B` does. */
export async function loadComparison(one: string, other: string): Promise<ShownComparison> {
  const [first, second] = await Promise.all([source.run(one), source.run(other)]);
  return {
    comparison: compareRuns(toTrajectory(first), toTrajectory(second)),
    titles: new Map([...second.items, ...first.items]),
  };
}

function toTrajectory({ run, prompt, messages, calls, steps }: RunView): Trajectory {
  return {
    ...run,
    schema: "star.trajectory/2",
    prompt,
    messages: [...messages],
    calls: [...calls],
    steps: [...steps],
  };
}

/** Lines in a row that only one text has, or both. */
export interface TextPart {
  readonly text: string;
  readonly isDifferent: boolean;
}

/** Splits two texts into lines that both have, and lines that differ. */
export function splitByDifference(
  one: string,
  other: string,
): readonly [one: readonly TextPart[], other: readonly TextPart[]] {
  const [ones, others] = [one.split("\n"), other.split("\n")];
  const pairs = alignLists(ones, others);
  const same = pairs.filter(([a, b]) => a !== null && b !== null);
  return [
    joinLines(ones, new Set(same.map(([a]) => a ?? -1))),
    joinLines(others, new Set(same.map(([, b]) => b ?? -1))),
  ];
}

function joinLines(lines: readonly string[], same: ReadonlySet<number>): TextPart[] {
  const parts: { lines: string[]; isDifferent: boolean }[] = [];
  for (const [at, line] of lines.entries()) {
    const isDifferent = !same.has(at);
    const last = parts.at(-1);
    if (last?.isDifferent === isDifferent) last.lines.push(line);
    else parts.push({ lines: [line], isDifferent });
  }
  return parts.map((part) => ({ text: part.lines.join("\n"), isDifferent: part.isDifferent }));
}
