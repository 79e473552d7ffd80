import { isBlank } from "../../../json.js";
import type { Block, BlockKind } from "../../../text/blocks.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import { findCallError, type RewardError } from "./check-call.js";
import type { StudentTurn } from "./read-turns.js";

/** One letter a thing done, so that the order of a whole conversation is one pattern. */
const LETTERS = {
  plan: "p",
  tool_call: "c",
  analysis: "a",
  reflection: "r",
  recommend: "R",
} as const satisfies Record<Block["kind"], string>;

/** A plan; calls; a reflection on all of them; a recommendation. Analyses anywhere between, reflections between calls. */
const ORDER = /^pa*c[acr]*ra*R$/;

const SINGLE: readonly BlockKind[] = ["plan", "recommend"];

/** What is wrong with the phases. */
export function checkPhases(turns: readonly StudentTurn[]): RewardError[] {
  const sequence = turns.map(spell).join("");
  const missing = (["plan", "tool_call", "reflection", "recommend"] as const).flatMap((kind) =>
    sequence.includes(LETTERS[kind]) ? [] : [missingOf(kind)],
  );
  const repeated = SINGLE.filter((kind) => sequence.split(LETTERS[kind]).length > 2).map(
    (kind): RewardError => (kind === "plan" ? "plan_repeated" : "recommend_repeated"),
  );
  const isCounted = missing.length === 0 && repeated.length === 0;
  const said = turns.flatMap(({ blocks }) => blocks);
  return [
    ...missing,
    ...repeated,
    ...(isCounted && !ORDER.test(sequence) ? (["order_wrong"] as const) : []),
    ...(said.some(isEmptyPhase) ? (["phase_empty"] as const) : []),
    ...(goesOnAfterRecommendation(turns) ? (["text_after_recommend"] as const) : []),
  ];
}

/** A trainer's parsed calls come after whatever the turn says. */
function spell({ blocks, calls }: StudentTurn): string {
  const written = blocks.map(({ kind }) => LETTERS[kind]).join("");
  const parsed = calls.filter((call) => "parsed" in call);
  return written + LETTERS.tool_call.repeat(parsed.length);
}

function missingOf(kind: "plan" | "tool_call" | "reflection" | "recommend"): RewardError {
  return kind === "tool_call" ? "call_missing" : `${kind}_missing`;
}

function isEmptyPhase({ kind, text }: Block): boolean {
  return kind !== "tool_call" && kind !== "recommend" && isBlank(text);
}

function goesOnAfterRecommendation(turns: readonly StudentTurn[]): boolean {
  const place = turns.findLastIndex(({ blocks }) => blocks.at(-1)?.kind === "recommend");
  const last = turns[place];
  if (last === undefined) return false;
  return last.goesOnAfterBlocks || turns.slice(place + 1).some((turn) => !turn.isBlank);
}

/** What is wrong with tags and calls, turn by turn. */
export function checkCalls(
  turns: readonly StudentTurn[],
  tools: Trajectory["tools"],
): RewardError[] {
  return turns.flatMap(({ calls, isBroken, goesOnAfterCall, isAnswered }) => [
    ...(isBroken ? (["tags_broken"] as const) : []),
    ...calls.flatMap((call) => findCallError(call, tools) ?? []),
    ...(calls.length > 1 || goesOnAfterCall ? (["call_not_alone"] as const) : []),
    ...(calls.length > 0 && !isAnswered ? (["call_unanswered"] as const) : []),
  ]);
}
