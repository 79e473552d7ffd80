import type { Step } from "../../../trajectory/trajectory.js";
import { writeCall } from "../../transcript/render-linear.js";
import { TURN_END } from "../../transcript/split-turns.js";

/** A trajectory, a recording, or their steps alone. */
export interface Stepped {
  readonly steps: readonly Step[];
}

/** What a model generated in one call. */
export interface GeneratedTurn {
  /** Empty for what the graph itself asks. */
  readonly agent: string;
  readonly round: number;
  /** Text, calls and the end of the turn, as a Qwen3 model writes them. */
  readonly text: string;
}

/**
 * The model calls behind the steps of an execution, in order. A call begins with a text, or with a tool call that follows no
 * other step of the same node. A model call that left no step (a refused attempt, an empty answer) cannot be seen.
 */
export function generatedTurns({ steps }: Stepped): GeneratedTurn[] {
  const turns: Step[][] = [];
  for (const [place, step] of steps.entries()) {
    const open = turns.at(-1);
    if (step.kind === "tool_response") continue;
    if (open !== undefined && continues(step, steps[place - 1])) open.push(step);
    else turns.push([step]);
  }
  return turns.map(toGenerated);
}

function continues(step: Step, previous: Step | undefined): boolean {
  return (
    step.kind === "tool_call" &&
    previous !== undefined &&
    previous.kind !== "tool_response" &&
    previous.agent === step.agent &&
    previous.node === step.node &&
    previous.round === step.round
  );
}

function toGenerated(steps: readonly Step[]): GeneratedTurn {
  const [{ agent, round } = { agent: "", round: 1 }] = steps;
  return { agent, round, text: `${steps.map(write).join("\n")}${TURN_END}` };
}

function write(step: Step): string {
  return step.kind === "tool_call" ? writeCall(step.name, step.arguments) : step.content;
}
