import { toPythonJson } from "../../json.js";
import { holdsTags } from "../../text/data-text.js";
import { splitEvidenceAnswer } from "../../text/evidence-answer.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { ToolArguments } from "./conversation.js";
import { findCallError } from "./reward/check-call.js";

/** A tool call for training, with its answer. */
export interface TrainedCall {
  readonly name: string;
  readonly arguments: ToolArguments;
  readonly answer: string;
}

/**
 * The tool calls worth training on, by the id of the step they replace: valid, answered without an error, and informative.
 *
 * Agents do not see each other's answers and repeat calls; a single agent remembers what it has read. So a call is dropped if an
 * equal call with an equal answer came before or if all of its evidence was read before. If the answer to a later call contains all
 * of its evidence and more, and no reflection is between them, the later call takes its position. A call with a tag in its arguments
 * cannot be written safely and is dropped as well.
 */
export function trainedCalls(trajectory: Trajectory): Map<string, TrainedCall> {
  const validCalls = listValidCalls(trajectory);
  const trained = new Map<string, TrainedCall>();
  const made = new Set<string>();
  const known: EvidenceClauses = new Map();
  for (const [index, current] of validCalls.entries()) {
    const { call, clauses } =
      validCalls.findLast((other, at) => at > index && isSubsumedBy(current, other)) ?? current;
    const key = keyOfCall(call);
    if (made.has(key) || isCoveredBy(clauses, known)) continue;
    made.add(key);
    addClauses(known, clauses);
    trained.set(current.callId, call);
  }
  return trained;
}

interface ValidCall {
  readonly callId: string;
  readonly call: TrainedCall;
  readonly clauses: EvidenceClauses;
  /** Number of reflections before it. */
  readonly reflections: number;
}

function listValidCalls({ steps, tools }: Trajectory): ValidCall[] {
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
    const { callId, name, arguments: args } = step;
    const answer = answers.get(callId);
    const isValid = findCallError({ parsed: step }, tools) === undefined && !holdsTags(step);
    if (answer === undefined || !isValid) return [];
    const call = { name, arguments: args, answer };
    return [{ callId, call, clauses: readEvidenceClauses(answer), reflections }];
  });
}

/** True if a call's evidence is a proper subset of the other's, with no reflection between the two. */
function isSubsumedBy({ clauses, reflections }: ValidCall, other: ValidCall): boolean {
  return (
    reflections === other.reflections &&
    isCoveredBy(clauses, other.clauses) &&
    !isCoveredBy(other.clauses, clauses)
  );
}

/** A key that is equal for equal calls with equal answers, regardless of the order of their arguments. */
function keyOfCall({ name, arguments: args, answer }: TrainedCall): string {
  const sorted = Object.entries(args).sort(([one], [other]) => (one < other ? -1 : 1));
  return toPythonJson([name, sorted, answer]);
}

/** Clauses of evidence per user and item, joined by {@link SEPARATOR}, which is also at both ends. */
type EvidenceClauses = Map<string, string>;

const SEPARATOR = "; ";

/** The clauses in an answer of `translate_evidence`; empty for any other answer. */
function readEvidenceClauses(answer: string): EvidenceClauses {
  const found: EvidenceClauses = new Map();
  const evidence = splitEvidenceAnswer(answer);
  if (evidence === undefined) return found;
  for (const { id, cells } of evidence.rows) {
    found.set(`${evidence.about} ${id}`, SEPARATOR + cells.join(SEPARATOR) + SEPARATOR);
  }
  return found;
}

function addClauses(all: EvidenceClauses, added: EvidenceClauses): void {
  for (const [item, clauses] of added) all.set(item, (all.get(item) ?? "") + clauses);
}

/** True if there are clauses and every one of them is also in `others`. */
function isCoveredBy(clausesByItem: EvidenceClauses, others: EvidenceClauses): boolean {
  for (const [item, clauses] of clausesByItem) {
    const known = others.get(item) ?? "";
    const list = clauses.slice(SEPARATOR.length, -SEPARATOR.length).split(SEPARATOR);
    if (!list.every((clause) => known.includes(SEPARATOR + clause + SEPARATOR))) return false;
  }
  return clausesByItem.size > 0;
}
