import type { Trajectory } from "../../../trajectory/trajectory.js";
import { scoreText } from "../../transcript/reward/score-text.js";
import type { ConditionValue, ReadValue } from "../condition/compile-condition.js";
import type { ConditionName } from "../condition/names.js";
import type { RowText, SampleRow } from "../render-sample.js";
import { renderingOf } from "../renderings.js";
import { difficultyOf, type TaskOutcome } from "./task-outcome.js";

/** The parts of a row that conditions read. */
export type ReadableRow = RowText & Partial<Pick<SampleRow, "rollout" | "calls">>;

/** A row with its trajectory. */
export interface RowOfSample {
  readonly trajectory: Trajectory;
  /** Undefined for a trajectory without rows: the values of rows are then missing, and its models and agents are all of them. */
  readonly row: ReadableRow | undefined;
  /** Undefined for a trajectory without a task. */
  readonly group: TaskOutcome | undefined;
}

/** Creates a function that reads the values of a row. */
export function readValuesOf(row: RowOfSample): ReadValue {
  return (name) => READERS[name](row);
}

/** The reward of a row: that of the trajectory, or computed from a single-agent transcript of a task. Null for other rows. */
export function rewardOf({ trajectory, row }: Omit<RowOfSample, "group">): number | null {
  const { task, outcome, tools } = trajectory;
  if (outcome === null || outcome.reward !== null) return outcome?.reward ?? null;
  if (task === null || row === undefined || row.rollout !== undefined) return null;
  const { candidates } = task;
  return scoreText(row.linear.text, { candidates, heldOut: outcome.heldOut, tools }).reward;
}

const READERS: Readonly<Record<ConditionName, (row: RowOfSample) => ConditionValue>> = {
  rank: ({ trajectory }) => trajectory.outcome?.rank ?? null,
  reward: rewardOf,
  length: ({ row }) => row?.linear.text.length ?? null,
  tokens: ({ row }) => row?.tokens?.total ?? null,
  calls: ({ row }) => (row === undefined ? null : countCalls(row)),
  turns: ({ row }) => (row === undefined ? null : countTurns(row)),
  steps: ({ trajectory }) => trajectory.steps.length,
  rounds: ({ trajectory: { steps } }) =>
    steps.length === 0 ? null : steps.reduce((most, { round }) => Math.max(most, round), 0),
  sample: ({ trajectory }) => trajectory.sample,
  samples: ({ group }) => group?.samples ?? null,
  successes: ({ group }) => group?.successes ?? null,
  temperature: ({ trajectory }) => trajectory.source.temperature,
  difficulty: ({ group }) => difficultyOf(group),
  status: ({ trajectory }) => trajectory.status,
  model: modelsOf,
  agent: agentsOf,
  rendering: ({ row }) => (row === undefined ? null : renderingOf(row.rollout)),
  missing: ({ trajectory }) => trajectory.missing ?? [],
  graph: ({ trajectory }) => trajectory.source.graph,
  dataset: ({ trajectory }) => trajectory.task?.dataset ?? null,
  scenario: ({ trajectory }) => trajectory.task?.scenario ?? null,
  user: ({ trajectory }) => trajectory.task?.userId ?? null,
  task: ({ trajectory }) => trajectory.task?.id ?? null,
  id: ({ trajectory }) => trajectory.id,
};

function countTurns({ conversation }: RowText): number {
  return conversation.messages.filter(({ role }) => role === "assistant").length;
}

function countCalls({ conversation }: RowText): number {
  return conversation.messages.reduce(
    (sum, message) => sum + (message.role === "assistant" ? (message.tool_calls?.length ?? 0) : 0),
    0,
  );
}

/** The models of the trained calls; of a single-agent transcript, those of the trajectory. */
function modelsOf({ trajectory, row }: RowOfSample): readonly string[] {
  const { rollout, calls = [] } = row ?? {};
  if (rollout === undefined) return trajectory.source.models;
  return [...new Set(calls.flatMap((call) => trajectory.calls?.[call]?.model ?? []))];
}

/** The agent of a conversation; of a single-agent transcript, those of its steps. */
function agentsOf({ trajectory: { steps }, row }: RowOfSample): readonly string[] {
  if (row?.rollout !== undefined) return [row.rollout.agent];
  const names = steps.map(({ agent, node }) => [agent, node].filter((part) => part !== ""));
  return [...new Set(names.map((parts) => parts.join("/")))];
}
