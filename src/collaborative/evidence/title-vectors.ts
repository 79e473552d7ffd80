import type { ItemId } from "../../types.js";

/** Embeddings of titles, made by `embedTitles`. */
export interface TitleVectors {
  readonly dimensions: number;
  /** Of length 1, or all zeros. */
  readonly vectors: ReadonlyMap<ItemId, Float32Array>;
}
