import { toPythonJson } from "../../json.js";
import { toProse } from "../../text/prose.js";
import { rankIn } from "../rank-in.js";
import { roleOf } from "../search/is-of-agent.js";
import { followHeldOut, type HeldOutStage } from "../summary/held-out-path.js";
import { countRevisions } from "../summary/summarize-runs.js";
import type { Step, StepKind, Trajectory } from "../trajectory.js";
import { alignSteps, areEqualSteps, type StepPair } from "./align-steps.js";

/** One of two executions that are compared. */
export interface ComparedRun {
  readonly id: string;
  readonly graph: string;
  readonly models: readonly string[];
  readonly status: Trajectory["status"];
  readonly error: string | null;
  /** Rank of the held-out item; null if it is not in the ranking, or there is no ranking. */
  readonly rank: number | null;
  readonly steps: number;
  readonly revisions: number;
  readonly usage: Trajectory["usage"];
  /** The held-out item from role to role. */
  readonly heldOut: readonly HeldOutStage[];
}

/** How a step of two executions differs. */
export type StepChange = "equal" | "changed" | "only_one" | "only_other";

/** A step of two executions. */
export interface ComparedStep {
  readonly change: StepChange;
  readonly kind: StepKind;
  readonly role: string;
  readonly round: number;
  /** Text of the step in the first execution; null where it has no such step. */
  readonly one: string | null;
  readonly other: string | null;
}

/** A candidate in the final rankings of two executions. */
export interface ComparedCandidate {
  readonly itemId: string;
  readonly isHeldOut: boolean;
  /** Rank from 1; null where it is not ranked. */
  readonly one: number | null;
  readonly other: number | null;
}

/** Two executions, step by step. */
export interface RunComparison {
  readonly one: ComparedRun;
  readonly other: ComparedRun;
  readonly isSameTask: boolean;
  readonly steps: readonly ComparedStep[];
  /** Candidates that either ranking contains, in the order of the first. Empty without rankings, and for different tasks. */
  readonly candidates: readonly ComparedCandidate[];
}

/** Compares two executions: steps aligned by kind and agent, their texts, and the ranks of the candidates. */
export function compareRuns(one: Trajectory, other: Trajectory): RunComparison {
  const isSameTask = one.task?.id === other.task?.id;
  return {
    one: toComparedRun(one),
    other: toComparedRun(other),
    isSameTask,
    steps: alignSteps(one.steps, other.steps).flatMap(compareSteps),
    candidates: isSameTask ? compareRankings(one, other) : [],
  };
}

function toComparedRun(trajectory: Trajectory): ComparedRun {
  const { id, source, status, error, outcome, steps, usage } = trajectory;
  return {
    id,
    graph: source.graph,
    models: source.models,
    status,
    error,
    rank: outcome?.rank ?? null,
    steps: steps.length,
    revisions: countRevisions(trajectory),
    usage,
    heldOut: followHeldOut(trajectory),
  };
}

function compareSteps({ one, other }: StepPair): ComparedStep[] {
  const step = one ?? other;
  if (step === undefined) return [];
  const { kind, round } = step;
  const texts = { one: textOf(one), other: textOf(other) };
  return [{ change: changeOf({ one, other }), kind, role: roleOf(step), round, ...texts }];
}

function changeOf({ one, other }: StepPair): StepChange {
  if (one === undefined) return "only_other";
  if (other === undefined) return "only_one";
  return areEqualSteps(one, other) ? "equal" : "changed";
}

function textOf(step: Step | undefined): string | null {
  if (step === undefined) return null;
  if (step.kind === "tool_response") return step.content;
  if (step.kind !== "tool_call") return toProse(step.content);
  const { name, arguments: given } = step;
  if (typeof given === "string") return `${name} (broken arguments) ${given}`;
  const named = Object.entries(given).map(([key, value]) => `${key}: ${toPythonJson(value)}`);
  return `${name}(${named.join(", ")})`;
}

function compareRankings(one: Trajectory, other: Trajectory): ComparedCandidate[] {
  const rankings = [one.outcome?.ranking ?? [], other.outcome?.ranking ?? []] as const;
  const heldOut = (one.outcome ?? other.outcome)?.heldOut;
  return [...new Set(rankings.flat())].map((itemId) => ({
    itemId,
    isHeldOut: itemId === heldOut,
    one: rankIn(rankings[0], itemId),
    other: rankIn(rankings[1], itemId),
  }));
}
