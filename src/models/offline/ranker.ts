import type { Random } from "../../random.js";
import { inlineData, printId } from "../../text/data-text.js";
import { parseObservations } from "../../text/findings.js";
import type { Item } from "../../types.js";
import { describeReasons } from "./describe.js";
import { latestReports, readReports, type ParsedReport } from "./read-reports.js";
import type { RoleRequest } from "./role-request.js";
import { scoreCandidates, sortedIndexes } from "./score-candidates.js";
import { collectEvidence, strongestReadings } from "./weigh-evidence.js";

/** Options of {@link rank}. */
export interface RankOptions {
  /** 0 sorts by score; above 0, samples from the Plackett-Luce distribution of the scores divided by the temperature. */
  readonly temperature: number;
  readonly random: Random;
  /** Number of leading candidates with an explanation. */
  readonly explained: number;
}

/** Ranks the candidates by all evidence in the request, and explains the first ones. */
export function rank(
  { task, sections }: RoleRequest,
  { temperature, random, explained }: RankOptions,
) {
  const observations = parseObservations(sections.get("Evidence") ?? "");
  const reports = latestReports(readReports(sections.get("Reports") ?? ""));
  const votes = countVotes(task.candidates, observations, reports);
  const scores = task.candidates.map((_, index) => meanOf(votes, index));
  const indexes = sortedIndexes(
    temperature === 0 ? scores : scores.map((score) => score / temperature + gumbel(random)),
  );
  const ordered = indexes.flatMap((index) => task.candidates[index] ?? []);
  const evidence = collectEvidence(observations.map(({ text }) => text));
  const reasons = ordered.slice(0, explained).map(({ id, title }, index) => {
    const supporters = reports.filter(({ favorites }) =>
      favorites.some(({ item_id }) => item_id === id),
    );
    const named = supporters.map(({ agent }) => agent).join(" and ") || "no agent";
    return `${index + 1}. [${printId(id)}] ${inlineData(title)}: ${describeReasons(strongestReadings(evidence.get(id), 2))}; a favourite of ${named}.`;
  });
  return {
    reasoning: `${describeVotes(votes)} ${reasons.join(" ")}`,
    ranking: ordered.map(({ id }) => id),
  };
}

/** What one agent contributes to the ranking. */
interface Vote {
  readonly agent: string;
  /** From its evidence, or, where there is none that the rules can read, from the favorites of its report. */
  readonly source: "evidence" | "report";
  /** One per candidate. */
  readonly scores: readonly number[];
}

/** One vote per agent. All have equal weight, because kinds of evidence about one window are correlated. */
function countVotes(
  candidates: readonly Item[],
  observations: ReturnType<typeof parseObservations>,
  reports: readonly ParsedReport[],
): Vote[] {
  const read = new Map<string, string[]>();
  for (const { agent, text } of observations) {
    read.set(agent, [...(read.get(agent) ?? []), text]);
  }
  const byReport = new Map(
    reports
      .filter(({ favorites }) => favorites.length > 0)
      .map(({ agent, favorites }) => [agent, scoreByFavorites(candidates, favorites)]),
  );
  const agents = new Set([...read.keys(), ...byReport.keys()]);
  return [...agents].map((agent) => {
    const byEvidence = scoreCandidates(candidates, read.get(agent) ?? []);
    const reported = byReport.get(agent);
    return reported === undefined || byEvidence.some((score) => score > 0)
      ? { agent, source: "evidence", scores: byEvidence }
      : { agent, source: "report", scores: reported };
  });
}

/**
 * The k-th favorite has the score of evidence that only k of the candidates have as strong: `-ln(k / candidates)`, on the scale of
 * the other votes.
 */
function scoreByFavorites(
  candidates: readonly Item[],
  favorites: ParsedReport["favorites"],
): number[] {
  return candidates.map(({ id }) => {
    const place = favorites.findIndex(({ item_id }) => item_id === id);
    return place === -1 ? 0 : Math.max(0, -Math.log((place + 1) / candidates.length));
  });
}

const meanOf = (votes: readonly Vote[], index: number): number =>
  votes.reduce((sum, { scores }) => sum + (scores[index] ?? 0) / votes.length, 0);

function describeVotes(votes: readonly Vote[]): string {
  const reporting = votes.filter(({ source }) => source === "report").map(({ agent }) => agent);
  const exception = reporting.length > 0 ? `; of ${reporting.join(" and ")}, of its report` : "";
  return `Every agent has one vote, made of the evidence it read${exception}.`;
}

/** Standard Gumbel noise: sorting scores plus this noise samples from the Plackett-Luce distribution. */
function gumbel(random: Random): number {
  return -Math.log(-Math.log(random() || Number.MIN_VALUE));
}
