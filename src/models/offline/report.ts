import { printId } from "../../text/data-text.js";
import {
  describeHistory,
  describeNeighbors,
  describeFocuses,
  describeReasons,
} from "./describe.js";
import { itemToCheck } from "./next-call.js";
import { parseReportAnswer } from "./read-reports.js";
import type { RoleRequest } from "./role-request.js";
import { scoreCandidates, sortedIndexes } from "./score-candidates.js";
import { collectEvidence, countScoredKinds, strongestReadings } from "./weigh-evidence.js";

const FAVORITES = 3;

/** An agent's report: the evidence it read, and its favorite candidates with the readings that support them. */
export function report(request: RoleRequest) {
  const checked = itemToCheck(request.sections);
  return checked === undefined ? reportOnAll(request) : reportOnOne(request, checked);
}

function reportOnAll({ task, observations, sections }: RoleRequest) {
  const texts = observations.map(({ text }) => text);
  const scores = scoreCandidates(task.candidates, texts);
  const evidence = collectEvidence(texts);
  const leaders = sortedIndexes(scores)
    .filter((index) => (scores[index] ?? 0) > 0)
    .slice(0, FAVORITES)
    .flatMap((index) => task.candidates[index] ?? []);
  const reasoning = [
    describeFocuses(observations),
    describeHistory(texts),
    describeNeighbors(texts),
    sections.has("Your earlier answer") ? "This answers the reflector's question." : "",
  ];
  return {
    reasoning: reasoning.filter((sentence) => sentence !== "").join(" "),
    favorites: leaders.map((item, index) => ({
      item_id: item.id,
      reason: describeReasons(strongestReadings(evidence.get(item.id), index === 0 ? 2 : 1)),
    })),
  };
}

/** A reading is strong if at most this percentage of the items has evidence at least as strong. */
const STRONG_PERCENT = 10;

/** Checks the other agent's favorite: it leads if most kinds of evidence for it are strong, else the earlier favorites stay. */
function reportOnOne({ observations, sections }: RoleRequest, itemId: string) {
  const evidence = collectEvidence(observations.map(({ text }) => text)).get(itemId);
  const strong = strongestReadings(evidence, Infinity).filter(
    ({ topPercent }) => topPercent <= STRONG_PERCENT,
  );
  const kinds = countScoredKinds(evidence);
  const isConfirmed = strong.length > kinds / 2;
  const earlier = parseReportAnswer(sections.get("Your earlier answer") ?? "").favorites;
  const reason = describeReasons(strong.slice(0, 2));
  const finding = `${strong.length} of ${kinds} kinds of evidence put item ${printId(itemId)} in the top ${STRONG_PERCENT}%`;
  const verdict = isConfirmed
    ? `it holds up: ${reason}.`
    : "that is not enough to give up the first answer.";
  const others = earlier.filter(({ item_id }) => item_id !== itemId);
  return {
    reasoning: `${describeFocuses(observations)} ${finding}; ${verdict}`,
    favorites: isConfirmed ? [{ item_id: itemId, reason }, ...others].slice(0, FAVORITES) : earlier,
  };
}
