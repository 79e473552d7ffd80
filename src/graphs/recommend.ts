import { withOwnSignal } from "../own-signal.js";
import type { ItemId } from "../types.js";
import { assertGraph } from "./check-options.js";
import { completeRanking } from "./complete-ranking.js";
import { explainAnswer, readEvidence, type AgentAnalysis } from "./explain-answer.js";
import { toGraphInput, toVisibleTask } from "./graph-input.js";
import type { RankedAnswer, RankingGraph } from "./policy.js";
import { resolveRecommendation, type RecommendOptions } from "./recommend-options.js";
import { createUsageMeter, type ModelUsage } from "./usage-meter.js";

/** One recommended item with the evidence for it. */
export interface RecommendedItem {
  readonly itemId: ItemId;
  readonly title: string;
  /** Statements that the agents read about it, such as `with last 3: 41 of 350, 2.6x chance, top 4.10%`. */
  readonly evidence: readonly string[];
}

/** Result of {@link recommend}. */
export interface Recommendation {
  /** All candidates, best first. */
  readonly ranking: readonly RecommendedItem[];
  /** Why the first candidates lead: the ranker's explanation, else the last reflection; null if the graph gives none. */
  readonly reasoning: string | null;
  readonly plan: string | null;
  /** What each agent concluded, in order. */
  readonly analyses: readonly AgentAnalysis[];
  /** The last reflection. */
  readonly reflection: string | null;
  /** The candidates in the order in which the graph got them. */
  readonly candidates: readonly ItemId[];
  /** Candidates that the graph did not rank; they are last in `ranking`. */
  readonly appended: readonly ItemId[];
  /** Model calls and tokens. */
  readonly usage: ModelUsage;
}

/**
 * Recommends items to one user of a dataset with a compiled teacher, student, or graph of your own: retrieves candidates if
 * none are given, runs the graph on the user's whole history, and returns the ranking with evidence and reasoning.
 *
 * @param graph - `createTeacher(...).compile()`, `createStudent(...).compile()`, or any graph that takes `toGraphInput(...)`
 * and answers with `ranking`.
 * @throws {StarError} `INVALID_ARGUMENT` when the user is unknown or has no history, when there are fewer than two candidates or
 * duplicates, or when another option is wrong; `UNKNOWN_ITEM` when a candidate is not in the dataset; `RANKING_INVALID` when the
 * graph answers with anything but distinct candidates.
 *
 * @example
 * ```ts
 * import { createTeacher, createTools, fitCollaborativeIndex, fitInteractions } from "langgraph-star";
 * import { loadDataset, OfflineModel, recommend } from "langgraph-star";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const tools = createTools({ index, dataset });
 * const teacher = createTeacher({ llm: new OfflineModel(), tools }).compile();
 *
 * const [interaction] = dataset.interactions;
 * const userId = interaction?.userId ?? "";
 * const { ranking, reasoning } = await recommend(teacher, { userId, dataset, index });
 * console.log(ranking[0]?.title, ranking[0]?.evidence, reasoning);
 * ```
 */
export async function recommend(
  graph: RankingGraph<RankedAnswer>,
  options: RecommendOptions,
): Promise<Recommendation> {
  assertGraph("graph", graph);
  const { question, dataset, callbacks, signal } = resolveRecommendation(options);
  const meter = createUsageMeter();
  const run = (own: AbortSignal | undefined) =>
    graph.invoke(toGraphInput(question, dataset), {
      context: { task: toVisibleTask(question, dataset.name) },
      callbacks: [meter.handler, ...callbacks],
      ...(own !== undefined && { signal: own }),
    });
  const answer = await withOwnSignal(signal, run);
  const { candidates } = question;
  const { ranking, appended } = completeRanking(answer, candidates);
  const { toolAnswers, ...explanation } = explainAnswer(answer);
  const evidence = readEvidence(toolAnswers, ranking, dataset.items);
  return {
    ranking: evidence.map(({ itemId, title, statements }) => ({
      itemId,
      title,
      evidence: statements,
    })),
    ...explanation,
    candidates,
    appended,
    usage: meter.read(),
  };
}
