/**
 * Collaborative-filtering models, and the index that the tools read.
 *
 * @module langgraph-star/collaborative
 */
export {
  fingerprintCollaborativeIndex,
  fitCollaborativeIndex,
} from "../collaborative/collaborative-index.js";
export type {
  CollaborativeIndex,
  CollaborativeInput,
  CollaborativeOptions,
} from "../collaborative/collaborative-index.js";
export { loadCollaborativeIndex, saveCollaborativeIndex } from "../collaborative/index-files.js";
export { fromTransferable, toTransferable } from "../collaborative/index-transfer.js";
export type { TransferableIndex } from "../collaborative/index-transfer.js";
export { createInteractionMatrix } from "../collaborative/interaction-matrix.js";
export type { InteractionMatrix } from "../collaborative/interaction-matrix.js";
export { fitAls } from "../collaborative/fit-als.js";
export type { AlsModel, AlsOptions } from "../collaborative/als.js";
export { fitEase } from "../collaborative/fit-ease.js";
export type { EaseModel, EaseOptions } from "../collaborative/ease.js";
export { fitItemKnn } from "../collaborative/item-knn.js";
export type { ItemKnnOptions } from "../collaborative/item-knn.js";
export { fitPopularity } from "../collaborative/popularity.js";
export { embedTitles } from "../collaborative/embed-titles.js";
export type { EmbedTitlesOptions } from "../collaborative/embed-titles.js";
export type { TitleVectors } from "../collaborative/evidence/title-vectors.js";
