import { printId } from "../../text/data-text.js";
import type { Conversation } from "./conversation.js";
import {
  describeHistory,
  describeLead,
  describeNeighbors,
  describeReading,
  describeReasons,
} from "./describe.js";
import { checkedItem } from "./inquiry.js";
import { parseReport } from "./reports.js";
import { order, scoreCandidates } from "./score-candidates.js";
import { collectEvidence, countVoters, strongest } from "./weigh-evidence.js";

const FAVORITES = 3;

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
  const finding = `${strong.length} of ${kinds} kinds of evidence put item ${printId(itemId)} in the top ${STRONG_PERCENT}%`;
  const verdict = holds
    ? `it holds up: ${reason}.`
    : "that is not enough to give up the first answer.";
  const others = own.filter(({ item_id }) => item_id !== itemId);
  return {
    reasoning: `${describeReading(observations)} ${finding}; ${verdict}`,
    favorites: holds ? [{ item_id: itemId, reason }, ...others].slice(0, FAVORITES) : own,
  };
}
