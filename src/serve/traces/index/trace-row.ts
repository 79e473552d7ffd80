import { isRecord } from "../../../json.js";

/** What a list shows of one trajectory. Plain data without references to Node, so that the page uses it, too. */
export interface TraceRow {
  readonly id: string;
  /** Empty for a graph that does not recommend, as are `split` and `user`. */
  readonly dataset: string;
  readonly split: string;
  readonly user: string;
  readonly sample: number;
  readonly graph: string;
  /** Names of the models, separated by commas. */
  readonly models: string;
  /** A status of a trajectory, or `unreadable` for a line that is not one. */
  readonly status: string;
  /** Rank of the held-out item, from 1; {@link NOT_RANKED} or {@link NO_OUTCOME}. */
  readonly rank: number;
  /** Rounds: 1 if no agent was asked again. */
  readonly rounds: number;
  readonly steps: number;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Milliseconds; -1 when unknown. */
  readonly duration: number;
  /** Failed and unreadable model calls, and tool answers that are errors. */
  readonly errors: number;
  readonly repairs: number;
  readonly agents: readonly string[];
  readonly tools: readonly string[];
  /** Parts that the recording does not contain; `work` if steps are missing. */
  readonly missing: readonly string[];
  /** Why the run did not complete, or why the line could not be read; empty otherwise. */
  readonly problem: string;
}

/** `rank` of a ranking without the held-out item. */
export const NOT_RANKED = 0;
/** `rank` of a run without a ranking. */
export const NO_OUTCOME = -1;
/** `status` of a line that is not a trajectory. */
export const UNREADABLE = "unreadable";

const PROBLEM_CHARS = 300;

/** Summarizes a parsed line. Only the fields that a list shows are read, so that a line of a later version still has a row. */
export function toTraceRow(line: unknown): TraceRow {
  if (!isRecord(line) || typeof line["id"] !== "string") return unreadableRow("It has no id.");
  const { id, error, timing } = line;
  const [task, source, usage] = [
    recordOf(line["task"]),
    recordOf(line["source"]),
    recordOf(line["usage"]),
  ];
  const steps = listOf(line["steps"]);
  const calls = listOf(line["calls"]);
  const rounds = steps.map(({ round }) => numberOf(round, 1));
  const failed = [...calls, ...steps].filter(
    (one) =>
      one["error"] !== undefined || one["unreadable"] !== undefined || one["status"] === "error",
  );
  return {
    id,
    dataset: textOf(task["dataset"]),
    split: textOf(task["split"]),
    user: textOf(task["userId"]),
    sample: numberOf(line["sample"]),
    graph: textOf(source["graph"]),
    models: textsOf(source["models"]).join(", "),
    status: textOf(line["status"]),
    rank: rankOf(line["outcome"]),
    rounds: Math.max(1, ...rounds),
    steps: steps.length,
    calls: numberOf(usage["modelCalls"]),
    inputTokens: numberOf(usage["inputTokens"]),
    outputTokens: numberOf(usage["outputTokens"]),
    duration: numberOf(recordOf(timing)["durationMs"], -1),
    errors: failed.length,
    repairs: calls.reduce((sum, { repairs }) => sum + listOf(repairs).length, 0),
    agents: distinct(steps.map(({ agent, node }) => textOf(agent) || textOf(node))),
    tools: distinct(
      steps.flatMap(({ kind, name }) => (kind === "tool_call" ? [textOf(name)] : [])),
    ),
    missing: [...textsOf(line["missing"]), ...(line["incomplete"] === true ? ["work"] : [])],
    problem: textOf(error).slice(0, PROBLEM_CHARS),
  };
}

/** The row of a line that is not a trajectory. */
export function unreadableRow(problem: string): TraceRow {
  return {
    ...toTraceRow({ id: "" }),
    status: UNREADABLE,
    problem: problem.slice(0, PROBLEM_CHARS),
  };
}

function rankOf(outcome: unknown): number {
  return isRecord(outcome) ? numberOf(outcome["rank"], NOT_RANKED) : NO_OUTCOME;
}

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
const listOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
const numberOf = (value: unknown, otherwise = 0): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;
const distinct = (names: readonly string[]): string[] => [...new Set(names)];
