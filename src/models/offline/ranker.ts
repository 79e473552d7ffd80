import type { Random } from "../../random.js";
import { inlineData, printId } from "../../text/data-text.js";
import { parseObservations } from "../../text/findings.js";
import type { Item } from "../../types.js";
import { describeReasons } from "./describe.js";
import type { Conversation } from "./conversation.js";
import { latestReports, readReports } from "./reports.js";
import { order, scoreCandidates } from "./score-candidates.js";
import { collectEvidence, strongest } from "./weigh-evidence.js";

const EXPLAINED = 3;

export interface RankOptions {
  /** 0 takes the best; above 0 samples from the Plackett-Luce distribution of the scores over the temperature. */
  readonly temperature: number;
  readonly random: Random;
}

/** Orders the candidates by all the evidence that the request quotes, and says why the first lead. */
export function rank({ task, sections }: Conversation, { temperature, random }: RankOptions) {
  const evidenceText = sections.get("Evidence") ?? "";
  const scores = scoreByAgents(task.candidates, evidenceText);
  const places = order(
    temperature === 0 ? scores : scores.map((score) => score / temperature + gumbel(random)),
  );
  const ordered = places.flatMap((place) => task.candidates[place] ?? []);
  const evidence = collectEvidence([evidenceText]);
  const reports = latestReports(readReports(sections.get("Reports") ?? ""));
  const reasons = ordered.slice(0, EXPLAINED).map(({ id, title }, place) => {
    const supporters = reports.filter(({ favorites }) =>
      favorites.some(({ item_id }) => item_id === id),
    );
    const named = supporters.map(({ agent }) => agent).join(" and ") || "no agent";
    return `${place + 1}. [${printId(id)}] ${inlineData(title)}: ${describeReasons(strongest(evidence.get(id), 3))}; a favourite of ${named}.`;
  });
  return {
    reasoning: `Every agent has one vote, made of the evidence it read. ${reasons.join(" ")}`,
    ranking: ordered.map(({ id }) => id),
  };
}

/** Every agent has one vote, whatever the number of kinds it read: kinds of one window are near copies of each other. */
function scoreByAgents(candidates: readonly Item[], evidence: string): number[] {
  const read = new Map<string, string[]>();
  for (const { agent, text } of parseObservations(evidence)) {
    read.set(agent, [...(read.get(agent) ?? []), text]);
  }
  const votes = [...read.values()].map((texts) => scoreCandidates(candidates, texts));
  return candidates.map((_, place) =>
    votes.reduce((sum, vote) => sum + (vote[place] ?? 0) / votes.length, 0),
  );
}

/** Adding such noise to scores and sorting samples from Plackett-Luce. */
function gumbel(random: Random): number {
  return -Math.log(-Math.log(random() || Number.MIN_VALUE));
}
