import { isRecord, readJsonObject } from "../../../json.js";
import { parseEvidenceAnswer } from "../../../text/evidence-answer.js";
import { EVIDENCE_KINDS } from "../../../text/evidence-kinds.js";
import { toProse } from "../../../text/prose.js";
import { textOf } from "../../../trajectory/message-text.js";
import type { Step, Trajectory } from "../../../trajectory/trajectory.js";
import type { EvidenceCell, EvidenceView, StepDetails } from "./run-view.js";

/** The position of the model call that wrote each step; null where it is not recorded. */
export function findCallsOfSteps({
  steps,
  calls = [],
  messages = [],
}: Trajectory): (number | null)[] {
  const open = calls.flatMap(({ discarded }, at) => (discarded ? [] : [at]));
  const used = new Set<number>();
  const wroteText = (step: Exclude<Step, { kind: `tool_${string}` }>) => (at: number) => {
    const call = calls[at];
    const output = messages[call?.output ?? -1];
    return (
      !used.has(at) &&
      call?.agent === step.agent &&
      call.node === step.node &&
      call.round === step.round &&
      output !== undefined &&
      textOf(output) === step.content
    );
  };
  return steps.map((step) => {
    if (step.kind === "tool_response") return null;
    if (step.kind === "tool_call")
      return open.find((at) => calls[at]?.callIds.includes(step.callId)) ?? null;
    const at = open.find(wroteText(step)) ?? null;
    if (at !== null) used.add(at);
    return at;
  });
}

/** What is computed from the text of a step. */
export function detailsOf(step: Step): Pick<StepDetails, "prose" | "evidence"> {
  if (step.kind === "tool_call") return { prose: null, evidence: null };
  if (step.kind === "tool_response") return { prose: null, evidence: toEvidence(step.content) };
  const prose = toProse(step.content);
  return { prose: prose === step.content.trim() ? null : prose, evidence: null };
}

function toEvidence(text: string): EvidenceView | null {
  const answer = parseEvidenceAnswer(text);
  if (answer === undefined) return null;
  const { rows } = answer.table;
  const read = rows.flatMap(({ readings }) => readings);
  const columns = EVIDENCE_KINDS.flatMap(({ id: kind, label, meaning }) => {
    const first = read.find((reading) => reading.kind === kind);
    return first === undefined ? [] : [{ kind, label, meaning, base: first.base ?? null }];
  });
  return {
    headline: text.slice(0, text.search(/\n|$/)),
    columns,
    rows: rows.map(({ itemId, readings }) => ({
      itemId,
      cells: columns.map(({ kind }): EvidenceCell | null => {
        const found = readings.find((reading) => reading.kind === kind);
        if (found === undefined) return null;
        const { value = null, lift = null, rank = null } = found;
        return { value, lift, rank };
      }),
    })),
  };
}

/** The items that an agent's answer names as its favorites, best first. Undefined for a text that names none. */
export function favoritesOf(step: Step): readonly string[] | undefined {
  if (step.kind === "tool_call" || step.kind === "tool_response") return undefined;
  const favorites = readJsonObject(step.content)?.["favorites"];
  if (!Array.isArray(favorites)) return undefined;
  const ids = favorites.map((entry: unknown) => (isRecord(entry) ? entry["item_id"] : entry));
  return ids.filter((id) => typeof id === "string");
}

/** What a reflector's answer states. */
export interface Verdict {
  readonly verdict: string;
  readonly reasoning: string;
  readonly revisions: readonly { readonly agent: string; readonly question: string }[];
}

/** The verdict in a reflection. Undefined for any other step. */
export function verdictOf(step: Step): Verdict | undefined {
  if (step.kind !== "reflection") return undefined;
  const answer = readJsonObject(step.content);
  if (typeof answer?.["verdict"] !== "string") return undefined;
  const { verdict, reasoning, revisions } = answer;
  const asked = Array.isArray(revisions) ? revisions.filter(isRecord) : [];
  return {
    verdict,
    reasoning: typeof reasoning === "string" ? reasoning : "",
    revisions: asked.map(({ agent, question }) => ({
      agent: typeof agent === "string" ? agent : "",
      question: typeof question === "string" ? question : "",
    })),
  };
}
