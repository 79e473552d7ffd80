import type { Random } from "../../random.js";
import { inlineData, printId } from "../../text/data-text.js";
import { parseObservations } from "../../text/findings.js";
import type { Item } from "../../types.js";
import { describeReasons } from "./describe.js";
import { latestReports, readReports } from "./read-reports.js";
import type { RoleRequest } from "./role-request.js";
import { scoreCandidates, sortedIndexes } from "./score-candidates.js";
import { collectEvidence, strongestReadings } from "./weigh-evidence.js";

/** Number of leading candidates with an explanation. */
const EXPLAINED = 3;

/** Options of {@link rank}. */
export interface RankOptions {
  /** 0 sorts by score; above 0, samples from the Plackett-Luce distribution of the scores divided by the temperature. */
  readonly temperature: number;
  readonly random: Random;
}

/** Ranks the candidates by all evidence in the request, and explains the first three. */
export function rank({ task, sections }: RoleRequest, { temperature, random }: RankOptions) {
  const observations = parseObservations(sections.get("Evidence") ?? "");
  const scores = scoreByAgents(task.candidates, observations);
  const indexes = sortedIndexes(
    temperature === 0 ? scores : scores.map((score) => score / temperature + gumbel(random)),
  );
  const ordered = indexes.flatMap((index) => task.candidates[index] ?? []);
  const evidence = collectEvidence(observations.map(({ text }) => text));
  const reports = latestReports(readReports(sections.get("Reports") ?? ""));
  const reasons = ordered.slice(0, EXPLAINED).map(({ id, title }, index) => {
    const supporters = reports.filter(({ favorites }) =>
      favorites.some(({ item_id }) => item_id === id),
    );
    const named = supporters.map(({ agent }) => agent).join(" and ") || "no agent";
    return `${index + 1}. [${printId(id)}] ${inlineData(title)}: ${describeReasons(strongestReadings(evidence.get(id), 2))}; a favourite of ${named}.`;
  });
  return {
    reasoning: `Every agent has one vote, made of the evidence it read. ${reasons.join(" ")}`,
    ranking: ordered.map(({ id }) => id),
  };
}

/** The mean of the agents' scores. All agents have equal weight, because kinds of evidence about one window are correlated. */
function scoreByAgents(
  candidates: readonly Item[],
  observations: ReturnType<typeof parseObservations>,
): number[] {
  const read = new Map<string, string[]>();
  for (const { agent, text } of observations) {
    read.set(agent, [...(read.get(agent) ?? []), text]);
  }
  const scoresByAgent = [...read.values()].map((texts) => scoreCandidates(candidates, texts));
  return candidates.map((_, index) =>
    scoresByAgent.reduce((sum, scores) => sum + (scores[index] ?? 0) / scoresByAgent.length, 0),
  );
}

/** Standard Gumbel noise: sorting scores plus this noise samples from the Plackett-Luce distribution. */
function gumbel(random: Random): number {
  return -Math.log(-Math.log(random() || Number.MIN_VALUE));
}
