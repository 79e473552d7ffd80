import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import { assertIntegers, assertOptions } from "../assert.js";
import { StarError } from "../errors.js";
import type { Item, ItemId } from "../types.js";
import type { TitleVectors } from "./evidence/title-vectors.js";

/** Options of {@link embedTitles}. */
export interface EmbedTitlesOptions {
  /** The catalog. */
  readonly items: ReadonlyMap<ItemId, Item>;
  /** Any embeddings of LangChain. `CacheBackedEmbeddings` of `@langchain/classic` keep vectors for the next time. */
  readonly embeddings: Pick<EmbeddingsInterface, "embedDocuments">;
  /** Distinct titles per call of `embedDocuments`. Default 512. */
  readonly batchSize?: number;
  /** Called after every batch with the number of distinct titles that have a vector, and of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Embeds the titles of a catalog, for evidence that compares titles by meaning in place of words (`titleVectors` of `createTools`). Every
 * distinct title is embedded once. Evidence ranks an item among the whole catalog, so that all cosines are needed and are computed
 * exactly: an approximate index of nearest vectors would not save them.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an unknown option or a batch size that is no positive integer.
 * @throws {StarError} `MODEL_ANSWER_INVALID` for a number of vectors other than that of the titles, vectors of different lengths, or values
 * that are no finite numbers.
 * @throws What `embedDocuments` throws.
 *
 * @example
 * ```ts
 * import { FakeEmbeddings } from "@langchain/core/utils/testing";
 * import { createTools, fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 * import { embedTitles } from "langgraph-star/collaborative";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const titleVectors = await embedTitles({ items: dataset.items, embeddings: new FakeEmbeddings() });
 * const tools = createTools({ index, dataset, titleVectors });
 * console.log(tools.length, titleVectors.dimensions); // 3 4
 * ```
 */
export async function embedTitles(options: EmbedTitlesOptions): Promise<TitleVectors> {
  assertOptions("embedTitles", options, OPTIONS);
  const { items, embeddings, batchSize = 512, onProgress } = options;
  assertIntegers({ batchSize });
  const titles = [...new Set(Array.from(items.values(), ({ title }) => title))];
  const byTitle = new Map<string, Float32Array>();
  let dimensions: number | undefined;
  for (let start = 0; start < titles.length; start += batchSize) {
    const batch = titles.slice(start, start + batchSize);
    const answer = await embeddings.embedDocuments(batch);
    if (!Array.isArray(answer) || answer.length !== batch.length)
      throw invalidAnswer(`${describeCount(answer)} for ${batch.length} titles`);
    for (const [at, title] of batch.entries()) {
      const vector = toUnitLength(answer[at], title);
      dimensions ??= vector.length;
      if (vector.length !== dimensions)
        throw invalidAnswer(`vectors of ${dimensions} and of ${vector.length} numbers`);
      byTitle.set(title, vector);
    }
    onProgress?.(byTitle.size, titles.length);
  }
  const vectors = new Map<ItemId, Float32Array>();
  for (const { id, title } of items.values()) vectors.set(id, byTitle.get(title) as Float32Array);
  return { dimensions: dimensions ?? 0, vectors };
}

const OPTIONS = { items: true, embeddings: true, batchSize: true, onProgress: true } as const;

function toUnitLength(vector: readonly number[] | undefined, title: string): Float32Array {
  const numbers = Float64Array.from(vector ?? []);
  const length = Math.sqrt(numbers.reduce((sum, value) => sum + value ** 2, 0));
  if (numbers.length === 0 || !Number.isFinite(length))
    throw invalidAnswer(`no finite numbers for the title ${JSON.stringify(title)}`);
  return Float32Array.from(numbers, (value) => (length === 0 ? 0 : value / length));
}

function describeCount(answer: unknown): string {
  return Array.isArray(answer) ? `${answer.length} vectors` : "no list of vectors";
}

function invalidAnswer(what: string): StarError {
  return new StarError("MODEL_ANSWER_INVALID", {
    message: `embedDocuments returned ${what}.`,
    remedy: "Check the embeddings with one title: await embeddings.embedDocuments([title]).",
  });
}
