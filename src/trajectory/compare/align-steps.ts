import { alignLists } from "../../text/align-lists.js";
import { roleOf } from "../search/is-of-agent.js";
import type { Step } from "../trajectory.js";

/** Steps of two executions that correspond to one another; undefined where one has no such step. */
export interface StepPair {
  readonly one: Step | undefined;
  readonly other: Step | undefined;
}

/**
 * Aligns the steps of two executions by kind and agent. Plans, reflections and recommendations correspond to one another whoever wrote them; the
 * calls, answers and reports of an agent to those of the agent with the same name. Parallel agents may have started in another order.
 */
export function alignSteps(one: readonly Step[], other: readonly Step[]): StepPair[] {
  const [ones, others] = [groupSteps(one), groupSteps(other)];
  return mergeKeys([...ones.keys()], [...others.keys()]).flatMap((key) =>
    alignGroup(ones.get(key) ?? [], others.get(key) ?? []),
  );
}

function groupSteps(steps: readonly Step[]): Map<string, Step[]> {
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    const key = groupOf(step);
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return groups;
}

function groupOf(step: Step): string {
  const { kind, round } = step;
  const isPhase = kind === "plan" || kind === "reflection" || kind === "recommend";
  return isPhase ? `${kind} ${round}` : `agent ${round} ${roleOf(step)}`;
}

/** The keys of the first list; each of the other's own keys stands where it does among them, after the key before it. */
function mergeKeys(one: readonly string[], other: readonly string[]): string[] {
  const merged = [...one];
  for (const [index, key] of other.entries()) {
    if (merged.includes(key)) continue;
    const before = index === 0 ? -1 : merged.indexOf(other[index - 1] ?? "");
    merged.splice(before + 1, 0, key);
  }
  return merged;
}

/** Equal steps correspond to one another; between them steps of the same kind and tool, in order. */
function alignGroup(one: readonly Step[], other: readonly Step[]): StepPair[] {
  const pairs: StepPair[] = [];
  let gap: { one: Step[]; other: Step[] } = { one: [], other: [] };
  const closeGap = () => {
    pairs.push(...alignBy(kindOf, gap.one, gap.other));
    gap = { one: [], other: [] };
  };
  for (const pair of alignBy(contentOf, one, other)) {
    if (pair.one !== undefined && pair.other !== undefined) {
      closeGap();
      pairs.push(pair);
      continue;
    }
    if (pair.one !== undefined) gap.one.push(pair.one);
    if (pair.other !== undefined) gap.other.push(pair.other);
  }
  closeGap();
  return pairs;
}

function alignBy(
  keyOf: (step: Step) => string,
  one: readonly Step[],
  other: readonly Step[],
): StepPair[] {
  return alignLists(one.map(keyOf), other.map(keyOf)).map(([a, b]) => ({
    one: a === null ? undefined : one[a],
    other: b === null ? undefined : other[b],
  }));
}

function kindOf(step: Step): string {
  const isTool = step.kind === "tool_call" || step.kind === "tool_response";
  return isTool ? `${step.kind} ${step.name}` : step.kind;
}

function contentOf(step: Step): string {
  const content = step.kind === "tool_call" ? step.arguments : step.content;
  const status = step.kind === "tool_response" ? step.status : "";
  return JSON.stringify([kindOf(step), status, content]);
}

/** True if two steps state the same, whatever their call ids and times. */
export function areEqualSteps(one: Step, other: Step): boolean {
  return contentOf(one) === contentOf(other);
}
