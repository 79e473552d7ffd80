import { EVIDENCE_KINDS } from "../../text/evidence-kinds.js";
import type { EvidenceReading } from "../../text/evidence-line.js";
import { parseHistoryLine } from "../../text/history-line.js";
import type { Item } from "../../types.js";
import type { Conversation, Observation } from "./conversation.js";
import { parseReport } from "./reports.js";
import { order, scoreCandidates } from "./score-candidates.js";
import { collectEvidence, countVoters, strongest } from "./weigh-evidence.js";

/** A tool call the offline model decides on. */
export interface PlannedCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number>>;
}

const NEIGHBORS_SHOWN = 10;
const HISTORY_SHOWN = 60;
const FAVORITES = 3;

/**
 * What an agent asks for next: the first call of its line of inquiry that it has not made yet.
 *
 * @returns Undefined when it has asked for everything.
 */
export function nextCall(conversation: Conversation): PlannedCall | undefined {
  const made = new Set(conversation.observations.map(keyOf));
  return inquiry(conversation)
    .filter(({ name }) => conversation.tools.includes(name))
    .find((call) => !made.has(keyOf({ tool: call.name, arguments: call.arguments })));
}

const keyOf = ({ tool, arguments: given }: Pick<Observation, "tool" | "arguments">) =>
  `${tool} ${JSON.stringify(Object.entries(given).sort())}`;

/** An agent looks at its window first, then translates; sent back, it asks what its new question names. */
function inquiry({ role, task, sections }: Conversation): PlannedCall[] {
  const question = sections.get("Your question") ?? "";
  const focus = /focus (recent|long_term|neighbors|all)\b/.exec(question)?.[1] ?? "all";
  const checked = checkedItem(sections);
  const { userId, latestItem } = task;
  const evidence = (itemId: string): PlannedCall => ({
    name: "translate_evidence",
    arguments: { user_id: userId, item_id: itemId, focus },
  });
  const history = (window: string, limit: number): PlannedCall => ({
    name: "lookup_user_history",
    arguments: { user_id: userId, window, limit },
  });
  const neighbors = (kind: string, id: string): PlannedCall => ({
    name: "search_neighbors",
    arguments: { kind, id, k: NEIGHBORS_SHOWN },
  });
  if (checked !== undefined) return [evidence(checked)];
  if (sections.has("Your earlier answer")) {
    return [...(focus === "neighbors" ? [neighbors("user", userId)] : []), evidence("candidates")];
  }
  switch (role) {
    case "user_profile":
      return [neighbors("user", userId), evidence("candidates")];
    case "historical_interest":
      return [history("long_term", HISTORY_SHOWN), evidence("candidates")];
    case "interest_divergence":
      return [
        ...(latestItem === undefined ? [] : [neighbors("item", latestItem)]),
        evidence("candidates"),
      ];
    default:
      return [history("recent", NEIGHBORS_SHOWN), evidence("candidates")];
  }
}

/** The id of the item that the reflector asks to check; undefined when it asks for something else. */
function checkedItem(sections: Conversation["sections"]): string | undefined {
  return /Check item \[([^\]\s]+)\]/.exec(sections.get("Your question") ?? "")?.[1];
}

/** The agent's report: what it read, and the candidates its evidence favours with the figures that speak for them. */
export function report(conversation: Conversation) {
  const checked = checkedItem(conversation.sections);
  return checked === undefined ? reportOnAll(conversation) : reportOnOne(conversation, checked);
}

function reportOnAll({ task, observations, sections }: Conversation) {
  const texts = observations.map(({ text }) => text);
  const scores = scoreCandidates(task.candidates, texts);
  const evidence = collectEvidence(texts);
  const leaders = order(scores)
    .filter((position) => (scores[position] ?? 0) > 0)
    .slice(0, FAVORITES)
    .flatMap((position) => task.candidates[position] ?? []);
  const reasoning = [
    describeReading(observations),
    describeHistory(texts),
    describeNeighbors(texts),
    sections.has("Your earlier answer") ? "This answers the reflector's question." : "",
    describeLead(leaders, evidence),
  ];
  return {
    reasoning: reasoning.filter((sentence) => sentence !== "").join(" "),
    favorites: leaders.map((item) => ({
      item_id: item.id,
      reason: describeReasons(strongest(evidence.get(item.id), 2)),
    })),
  };
}

/** Evidence counts as strong where at most one item in ten has as much. */
const STRONG_PERCENT = 10;

/** After checking the other side's favourite: it leads if most kinds speak strongly for it, else one's own favourites stay. */
function reportOnOne({ observations, sections }: Conversation, itemId: string) {
  const evidence = collectEvidence(observations.map(({ text }) => text)).get(itemId);
  const strong = strongest(evidence, Infinity).filter(
    ({ topPercent }) => topPercent <= STRONG_PERCENT,
  );
  const kinds = countVoters(evidence);
  const holds = strong.length > kinds / 2;
  const own = parseReport(sections.get("Your earlier answer") ?? "").favorites;
  const reason = describeReasons(strong.slice(0, 2));
  const finding = `${strong.length} of ${kinds} kinds of evidence put item ${itemId} in the top ${STRONG_PERCENT}%`;
  const verdict = holds
    ? `it holds up: ${reason}.`
    : "that is not enough to give up the first answer.";
  const others = own.filter(({ item_id }) => item_id !== itemId);
  return {
    reasoning: `${describeReading(observations)} ${finding}; ${verdict}`,
    favorites: holds ? [{ item_id: itemId, reason }, ...others].slice(0, FAVORITES) : own,
  };
}

function describeReading(observations: readonly Observation[]): string {
  const focuses = observations.flatMap(({ arguments: { focus } }) =>
    typeof focus === "string" ? [focus] : [],
  );
  return focuses.length > 0
    ? `Evidence read: ${[...new Set(focuses)].join(", ")}.`
    : "No evidence was read.";
}

function describeHistory(texts: readonly string[]): string {
  const chosen = texts.flatMap((text) =>
    text.split("\n").flatMap((line) => parseHistoryLine(line)?.item ?? []),
  );
  if (chosen.length === 0) return "";
  const counts = new Map<string, number>();
  for (const category of chosen.flatMap(({ categories }) => categories))
    counts.set(category, (counts.get(category) ?? 0) + 1);
  const [first, second] = [...counts].sort(([, one], [, other]) => other - one);
  const named = [first, second].flatMap((entry) =>
    entry === undefined ? [] : [`${entry[0]} (${entry[1]})`],
  );
  return `Among the ${chosen.length} choices read, ${named.join(" and ") || "no category"} occur most.`;
}

function describeNeighbors(texts: readonly string[]): string {
  const nearest = texts
    .map((text) => /^1\. (.+)$/m.exec(text)?.[1])
    .find((line) => line?.includes("similarity"));
  return nearest === undefined ? "" : `Nearest of all: ${nearest}.`;
}

function describeLead(
  leaders: readonly Item[],
  evidence: ReturnType<typeof collectEvidence>,
): string {
  const [leader] = leaders;
  if (leader === undefined) return "";
  const readings = strongest(evidence.get(leader.id), 3);
  return `Item ${leader.id} (${leader.title}) leads: ${describeReasons(readings)}.`;
}

const LABELS = new Map<string, string>(EVIDENCE_KINDS.map(({ id, label }) => [id, label]));

/** `with last 3: 41 of 350, 2.6x chance (top 4.1%)` */
export function describeReasons(readings: readonly EvidenceReading[]): string {
  if (readings.length === 0) return "no evidence of its own";
  return readings
    .map(({ kind, value, base, lift, topPercent }) => {
      const top = `top ${topPercent}%`;
      const label = LABELS.get(kind);
      return base === undefined
        ? `${label} (${top})`
        : `${label} ${value} of ${base}, ${lift}x chance (${top})`;
    })
    .join("; ");
}
