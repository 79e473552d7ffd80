import { toPythonJson } from "../../json.js";
import { findCallError } from "../reward/check-call.js";
import type { Trajectory } from "../trajectory.js";
import type { ToolArguments } from "./conversation.js";
import { addTold, isToldBy, readTold, type Told } from "./told-evidence.js";
import { holdsTags } from "./escape.js";

/** A call that a student may learn to make, with the answer it got. */
export interface TrainedCall {
  readonly name: string;
  readonly arguments: ToolArguments;
  readonly answer: string;
}

/**
 * The calls worth learning, by call id: valid, answered without an error, and telling something new. Agents that do not see
 * each other's answers ask for the same, and for parts of the same; a single agent remembers what it read. So a call is left
 * out that was made before, or whose evidence was all read before; and where a later call tells more than all of this one,
 * with no reflection between them, it is made in this one's place. A call whose arguments hold a tag cannot be written safely
 * and is left out, too.
 */
export function trainedCalls(trajectory: Trajectory): Map<string, TrainedCall> {
  const calls = listSoundCalls(trajectory);
  const trained = new Map<string, TrainedCall>();
  const made = new Set<string>();
  const known: Told = new Map();
  for (const [place, own] of calls.entries()) {
    const { call, told } = calls.findLast((other, at) => at > place && isPart(own, other)) ?? own;
    const key = keyOf(call);
    if (made.has(key) || isToldBy(told, known)) continue;
    made.add(key);
    addTold(known, told);
    trained.set(own.callId, call);
  }
  return trained;
}

interface SoundCall {
  readonly callId: string;
  readonly call: TrainedCall;
  readonly told: Told;
  /** How many reflections came before it. */
  readonly reflections: number;
}

function listSoundCalls({ steps, tools }: Trajectory): SoundCall[] {
  const answers = new Map(
    steps.flatMap((step) =>
      step.kind === "tool_response" && step.status === "success"
        ? [[step.callId, step.content] as const]
        : [],
    ),
  );
  let reflections = 0;
  return steps.flatMap((step) => {
    if (step.kind === "reflection") reflections++;
    if (step.kind !== "tool_call" || typeof step.arguments === "string") return [];
    const { callId, name, arguments: given } = step;
    const answer = answers.get(callId);
    const isSound = findCallError({ parsed: step }, tools) === undefined && !holdsTags(step);
    if (answer === undefined || !isSound) return [];
    return [
      { callId, call: { name, arguments: given, answer }, told: readTold(answer), reflections },
    ];
  });
}

/** Whether what one call tells is part of what another tells, with no reflection between them. */
function isPart({ told, reflections }: SoundCall, other: SoundCall): boolean {
  return (
    reflections === other.reflections && isToldBy(told, other.told) && !isToldBy(other.told, told)
  );
}

/** The order in which arguments were written makes no difference. */
function keyOf({ name, arguments: given }: TrainedCall): string {
  return toPythonJson([
    name,
    Object.entries(given).sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
}
