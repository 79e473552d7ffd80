import { isBlank } from "../../../json.js";
import type { Block, BlockKind } from "../../../text/blocks.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import { findCallError } from "./check-call.js";
import type { RewardError } from "./errors.js";
import type { StudentTurn } from "./read-turns.js";

/** One character per phase, so that a regular expression can check the order of a whole conversation. */
const SYMBOLS = {
  plan: "p",
  tool_call: "c",
  analysis: "a",
  reflection: "r",
  recommend: "R",
} as const satisfies Record<Block["kind"], string>;

/** Plan, calls, a reflection after the last call, recommendation. Analyses between any of them, reflections between calls. */
const PHASE_ORDER = /^pa*c[acr]*ra*R$/;

const UNIQUE_PHASES: readonly BlockKind[] = ["plan", "recommend"];

/** Missing, repeated, blank and misplaced phases. */
export function checkPhases(turns: readonly StudentTurn[]): RewardError[] {
  const sequence = turns.map(toSymbols).join("");
  const missing = (["plan", "tool_call", "reflection", "recommend"] as const).flatMap((kind) =>
    sequence.includes(SYMBOLS[kind]) ? [] : [missingError(kind)],
  );
  const repeated = UNIQUE_PHASES.filter((kind) => sequence.split(SYMBOLS[kind]).length > 2).map(
    (kind): RewardError => (kind === "plan" ? "plan_repeated" : "recommend_repeated"),
  );
  const hasEachPhase = missing.length === 0 && repeated.length === 0;
  const blocks = turns.flatMap((turn) => turn.blocks);
  return [
    ...missing,
    ...repeated,
    ...(hasEachPhase && !PHASE_ORDER.test(sequence) ? (["order_wrong"] as const) : []),
    ...(blocks.some(isEmptyPhase) ? (["phase_empty"] as const) : []),
    ...(continuesAfterRecommendation(turns) ? (["text_after_recommend"] as const) : []),
  ];
}

/** Calls parsed by a trainer come after the text of their turn. */
function toSymbols({ blocks, calls }: StudentTurn): string {
  const inText = blocks.map(({ kind }) => SYMBOLS[kind]).join("");
  const parsed = calls.filter((call) => "parsed" in call);
  return inText + SYMBOLS.tool_call.repeat(parsed.length);
}

function missingError(kind: "plan" | "tool_call" | "reflection" | "recommend"): RewardError {
  return kind === "tool_call" ? "call_missing" : `${kind}_missing`;
}

function isEmptyPhase({ kind, text }: Block): boolean {
  return kind !== "tool_call" && kind !== "recommend" && isBlank(text);
}

function continuesAfterRecommendation(turns: readonly StudentTurn[]): boolean {
  const index = turns.findLastIndex(({ blocks }) => blocks.at(-1)?.kind === "recommend");
  const last = turns[index];
  if (last === undefined) return false;
  return last.hasTextAfterBlocks || turns.slice(index + 1).some((turn) => !turn.isBlank);
}

/** Errors of tags and calls, turn by turn. */
export function checkCalls(
  turns: readonly StudentTurn[],
  tools: Trajectory["tools"],
): RewardError[] {
  return turns.flatMap(({ calls, isBroken, continuesAfterCall, isAnswered }) => [
    ...(isBroken ? (["tags_broken"] as const) : []),
    ...calls.flatMap((call) => findCallError(call, tools) ?? []),
    ...(calls.length > 1 || continuesAfterCall ? (["call_not_alone"] as const) : []),
    ...(calls.length > 0 && !isAnswered ? (["call_unanswered"] as const) : []),
  ]);
}
