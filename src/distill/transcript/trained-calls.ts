import { toPythonJson } from "../../json.js";
import { holdsTags, printId } from "../../text/data-text.js";
import { parseEvidenceHeadline } from "../../text/evidence-headline.js";
import { splitEvidenceLine } from "../../text/evidence-line.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { ToolArguments } from "./conversation.js";
import { findCallError } from "./reward/check-call.js";

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

/** What was said of each item (and user): one clause after the other, each between two `; `. */
export type Told = Map<string, string>;

const BETWEEN = "; ";

/** What an answer of `translate_evidence` says of each item; nothing for any other answer. */
export function readTold(answer: string): Told {
  const told: Told = new Map();
  const headline = parseEvidenceHeadline(answer);
  if (headline === undefined) return told;
  const user = printId(headline.userId);
  for (const line of answer.split("\n")) {
    const parts = splitEvidenceLine(line);
    if (parts !== undefined)
      told.set(`${user} ${parts.item}`, `${BETWEEN}${parts.clauses}${BETWEEN}`);
  }
  return told;
}

/** Adds what was told to what was told before. */
export function addTold(all: Told, told: Told): void {
  for (const [item, said] of told) all.set(item, (all.get(item) ?? "") + said);
}

/** Whether something was told, and all of it by others. */
export function isToldBy(told: Told, others: Told): boolean {
  for (const [item, said] of told) {
    const known = others.get(item) ?? "";
    const clauses = said.slice(BETWEEN.length, -BETWEEN.length).split(BETWEEN);
    if (!clauses.every((clause) => known.includes(BETWEEN + clause + BETWEEN))) return false;
  }
  return told.size > 0;
}
