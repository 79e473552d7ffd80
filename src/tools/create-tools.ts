import type { StructuredToolInterface } from "@langchain/core/tools";
import { assertOptions, invalidOption } from "../assert.js";
import type { CollaborativeIndex } from "../collaborative/collaborative-index.js";
import { createEvidence } from "../collaborative/evidence/evidence.js";
import type { TitleVectors } from "../collaborative/evidence/title-vectors.js";
import { isRecord } from "../json.js";
import { TOOL_NAMES, type ToolName } from "../text/names.js";
import type { Dataset } from "../types.js";
import { lookupUserHistory } from "./lookup-user-history.js";
import { searchNeighbors } from "./search-neighbors.js";
import type { ToolModule } from "./tool-module.js";
import { createFindSubject } from "./tool-subject.js";
import { translateEvidence } from "./translate-evidence.js";

const MODULES: Record<ToolName, ToolModule> = {
  lookup_user_history: lookupUserHistory,
  search_neighbors: searchNeighbors,
  translate_evidence: translateEvidence,
};

/** All tools, in the order in which {@link createTools} returns them. */
export const TOOL_MODULES: readonly ToolModule[] = TOOL_NAMES.map((name) => MODULES[name]);

/** Options of {@link createTools}. */
export interface CreateToolsOptions {
  /** Fitted on the interactions that the tasks may see. */
  readonly index: CollaborativeIndex;
  /** Titles and categories of the items, and whether timestamps are dates. */
  readonly dataset: Pick<Dataset, "items" | "clock">;
  /** False removes `search_neighbors` and the user-CF evidence. Default true. */
  readonly neighbors?: boolean;
  /** False removes `translate_evidence`. Default true. */
  readonly evidence?: boolean;
  /** Compares titles by meaning: `await embedTitles({ items, embeddings })`. Default: by their words and word pairs. */
  readonly titleVectors?: TitleVectors;
  /**
   * Histories of users in runs without a task in their context, such as `dataset.interactions`. Default: those that the index was fitted
   * on, without dates.
   */
  readonly histories?: Dataset["interactions"];
}

/**
 * The tools of teacher and student: `lookup_user_history`, `search_neighbors` and `translate_evidence`. All answer in plain text.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when an option is unknown or missing.
 *
 * @example
 * ```ts
 * import { createTools, fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const [lookUpHistory] = createTools({ index, dataset });
 * const user_id = sequences[0]?.userId ?? "";
 * console.log(await lookUpHistory?.invoke({ user_id, window: "recent", limit: 3 }));
 * ```
 */
export function createTools(options: CreateToolsOptions): StructuredToolInterface[] {
  assertOptions("createTools", options, OPTIONS);
  const { index, dataset, histories, neighbors = true, evidence = true, titleVectors } = options;
  assertIndex(index);
  if (!isRecord(dataset) || !(dataset.items instanceof Map)) {
    throw invalidOption(
      "dataset",
      dataset,
      "Pass a dataset, such as `await loadDataset({ name })`.",
    );
  }
  if (
    titleVectors !== undefined &&
    !(isRecord(titleVectors) && titleVectors.vectors instanceof Map)
  )
    throw invalidOption(
      "titleVectors",
      titleVectors,
      "Pass `await embedTitles({ items, embeddings })`.",
    );
  const enabled = { neighbors, evidence };
  const parts = {
    findSubject: createFindSubject(index, histories),
    dataset,
    evidence: createEvidence({ index, items: dataset.items, neighbors, titleVectors }),
  };
  return TOOL_MODULES.filter(({ option }) => option === undefined || enabled[option]).map(
    (module) => module.create(parts),
  );
}

const OPTIONS = {
  index: true,
  dataset: true,
  neighbors: true,
  evidence: true,
  titleVectors: true,
  histories: true,
} as const satisfies Record<keyof CreateToolsOptions, true>;

function assertIndex(index: CollaborativeIndex): void {
  if (isRecord(index) && isRecord(index.matrix)) return;
  throw invalidOption("index", index, "Pass `await fitCollaborativeIndex({ sequences, items })`.");
}
