import { toPythonJson } from "../../json.js";
import { findCallError } from "../reward/check-call.js";
import type { Step, Trajectory } from "../trajectory.js";
import type { ToolArguments } from "./conversation.js";
import { holdsTags } from "./escape.js";

type CallStep = Extract<Step, { kind: "tool_call" }>;

/** A call that a student may learn to make, with the answer it got. */
export interface TrainedCall {
  readonly name: string;
  readonly arguments: ToolArguments;
  readonly answer: string;
}

/**
 * The calls worth learning, by call id: valid, answered without an error, and made for the first time. A call that was made
 * before with the same arguments would tell a single agent nothing new; agents that do not see each other's answers repeat
 * them often. A call whose arguments hold a tag cannot be written safely and is left out, too.
 */
export function trainedCalls({ steps, tools }: Trajectory): Map<string, TrainedCall> {
  const answers = new Map(
    steps.flatMap((step) =>
      step.kind === "tool_response" && step.status === "success"
        ? [[step.callId, step.content] as const]
        : [],
    ),
  );
  const trained = new Map<string, TrainedCall>();
  const made = new Set<string>();
  for (const step of steps) {
    if (step.kind !== "tool_call" || typeof step.arguments === "string") continue;
    const answer = answers.get(step.callId);
    const key = keyOf(step);
    const isSound = findCallError({ parsed: step }, tools) === undefined && !holdsTags(step);
    if (answer === undefined || made.has(key) || !isSound) continue;
    made.add(key);
    trained.set(step.callId, { name: step.name, arguments: step.arguments, answer });
  }
  return trained;
}

/** The order in which arguments were written makes no difference. */
function keyOf({ name, arguments: given }: CallStep): string {
  return toPythonJson([
    name,
    Object.entries(given).sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
}
