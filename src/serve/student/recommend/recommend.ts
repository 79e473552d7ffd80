import { randomUUID } from "node:crypto";
import { type BaseMessage, isAIMessage } from "@langchain/core/messages";
import { StarError } from "../../../errors.js";
import { createMeter } from "../../../graphs/meter.js";
import { toGraphInput } from "../../../graphs/opening.js";
import { type RankedAnswer, scoresOf } from "../../../graphs/policy.js";
import { type BlockKind, readBlocks } from "../../../text/blocks.js";
import { formatClause, parseEvidenceLine } from "../../../text/evidence-line.js";
import type { ItemId, Dataset, Interaction, UserId, VisibleTask } from "../../../types.js";
import type { Metrics } from "../metrics.js";
import type { ResolvedStudent } from "../options.js";
import { type ExecutedCall, readCalls } from "./read-calls.js";

export interface RecommendOptions extends Pick<ResolvedStudent, "graph" | "dataset"> {
  readonly metrics: Pick<Metrics, "countTokens">;
}

export interface RecommendQuestion {
  readonly userId: UserId;
  readonly history: readonly Interaction[];
  readonly candidates: readonly ItemId[];
}

/** Lets a student order candidates, calling the tools it asks for, and answers with all that led to the order. */
export async function recommend(
  question: RecommendQuestion,
  { graph, dataset, metrics, signal }: RecommendOptions & { readonly signal: AbortSignal },
) {
  const meter = createMeter();
  try {
    const { messages, ...answer } = await graph.invoke(toGraphInput(question, dataset), {
      context: { task: toTask(question, dataset.name) },
      callbacks: [meter.handler],
      signal,
    });
    const { ranking, appended } = completeRanking(answer, question.candidates);
    const calls = readCalls(messages);
    const evidence = readEvidence(calls, ranking, dataset.items);
    const reasoning = readReasoning(messages);
    return { ranking, appended, evidence, reasoning, calls, usage: meter.read() };
  } finally {
    metrics.countTokens(meter.read());
  }
}

/** A question as tools know it. Its id is its own, so that nothing remembered for another answers it. */
function toTask({ userId, history, candidates }: RecommendQuestion, dataset: string): VisibleTask {
  const place = { scenario: "classic", split: "test", draw: 0, seed: 0 } as const;
  return { id: `request/${randomUUID()}`, dataset, ...place, userId, history, candidates };
}

/** A ranking of all candidates, and which of them the student had left out. */
export interface CompleteRanking {
  readonly ranking: ItemId[];
  readonly appended: ItemId[];
}

/**
 * Puts the candidates that a ranking leaves out behind it: by the student's own scores where it has them, else in the order
 * in which they were given.
 *
 * @throws {StarError} `RANKING_INVALID` when the ranking holds something else than candidates, or one of them twice.
 */
export function completeRanking(
  answer: RankedAnswer,
  candidates: readonly ItemId[],
): CompleteRanking {
  const { ranking } = answer;
  const ranked = new Set(ranking);
  const appended = candidates.filter((id) => !ranked.has(id));
  if (ranked.size !== ranking.length || ranked.size + appended.length !== candidates.length) {
    throw new StarError("RANKING_INVALID", {
      message: "The student's graph answered with something else than distinct candidates.",
      remedy: "Serve a graph that answers with candidates only, each at most once.",
    });
  }
  const { scores = [] } = scoresOf(answer, candidates);
  const score = (id: ItemId) => scores[candidates.indexOf(id)] ?? 0;
  appended.sort((one, other) => score(other) - score(one));
  return { ranking: [...ranking, ...appended], appended };
}

/** What a student read about one candidate. */
export interface ReadEvidence {
  readonly itemId: ItemId;
  readonly title: string;
  /** Such as `with last 3: 41 of 350, 2.60x chance, top 4.10%`. Kinds that say nothing are left out. */
  readonly statements: string[];
}

/** The evidence in the answers that a student got, candidate by candidate in the order of its ranking. */
export function readEvidence(
  calls: readonly ExecutedCall[],
  ranking: readonly ItemId[],
  items: Dataset["items"],
): ReadEvidence[] {
  const read = new Map<ItemId, Set<string>>();
  for (const line of calls.flatMap(({ answer }) => answer?.split("\n") ?? [])) {
    const parsed = parseEvidenceLine(line);
    if (parsed === undefined) continue;
    const { item, readings } = parsed;
    const statements = readings.map((reading) => formatClause(reading.kind, reading));
    read.set(item.id, new Set([...(read.get(item.id) ?? []), ...statements]));
  }
  return ranking.map((itemId) => ({
    itemId,
    title: items.get(itemId)?.title ?? "",
    statements: [...(read.get(itemId) ?? [])],
  }));
}

/** What a student said between its tags: null and none where it said nothing. */
export interface Reasoning {
  readonly plan: string | null;
  readonly analyses: string[];
  readonly reflection: string | null;
}

/** What a student thought on the way. A phase that it wrote in several parts is joined by blank lines. */
export function readReasoning(messages: readonly BaseMessage[]): Reasoning {
  const blocks = messages.filter(isAIMessage).flatMap(({ text }) => readBlocks(text).blocks);
  const said = (kind: BlockKind) =>
    blocks.filter((block) => block.kind === kind).map(({ text }) => text);
  const joined = (kind: BlockKind) => said(kind).join("\n\n") || null;
  return { plan: joined("plan"), analyses: said("analysis"), reflection: joined("reflection") };
}
