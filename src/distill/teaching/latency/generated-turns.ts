import type { Step } from "../../../trajectory/trajectory.js";
import { writeCall } from "../../../text/blocks.js";
import { TURN_END } from "../../transcript/split-turns.js";

/** A trajectory, a recording, or any object with their steps. */
export interface HasSteps {
  readonly steps: readonly Step[];
}

/** The output of one model call. */
export interface GeneratedTurn {
  /** Empty for a call by the graph itself (planner, reflector, ranker). */
  readonly agent: string;
  /** Round of the agents, from 1. */
  readonly round: number;
  /** Text, tool calls and the end-of-turn token, as a Qwen3 model generates them. */
  readonly text: string;
}

/**
 * Reconstructs the model calls of a run from its steps, in order. A model call starts at a text step, or at a tool call that
 * does not directly follow another step of the same node. Calls that left no step (a retry, an empty answer) are missing.
 */
export function toGeneratedTurns({ steps }: HasSteps): GeneratedTurn[] {
  const turns: Step[][] = [];
  for (const [index, step] of steps.entries()) {
    const current = turns.at(-1);
    if (step.kind === "tool_response") continue;
    if (current !== undefined && belongsToPrevious(step, steps[index - 1])) current.push(step);
    else turns.push([step]);
  }
  return turns.map(toTurn);
}

function belongsToPrevious(step: Step, previous: Step | undefined): boolean {
  return (
    step.kind === "tool_call" &&
    previous !== undefined &&
    previous.kind !== "tool_response" &&
    previous.agent === step.agent &&
    previous.node === step.node &&
    previous.round === step.round
  );
}

function toTurn(steps: readonly Step[]): GeneratedTurn {
  const [{ agent, round } = { agent: "", round: 1 }] = steps;
  return { agent, round, text: `${steps.map(textOf).join("\n")}${TURN_END}` };
}

function textOf(step: Step): string {
  return step.kind === "tool_call" ? writeCall(step.name, step.arguments) : step.content;
}
