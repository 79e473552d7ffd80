import { recommenderPolicy } from "../../evaluation/policies.js";
import type { Baseline } from "../baseline.js";
import { SASREC_MAX_ITEMS } from "./max-items.js";
import { createSasRecRecommender } from "./recommender.js";
import { ESASREC_DEFAULTS, SASREC_DEFAULTS, type SasRecSettings } from "./settings.js";
import { trainInWorker } from "./train-in-worker.js";

/** SASRec, a transformer over the history. */
export const sasRec = createBaseline("sasrec", SASREC_DEFAULTS);

/** eSASRec: SASRec with LiGR blocks. */
export const eSasRec = createBaseline("esasrec", ESASREC_DEFAULTS);

function createBaseline(name: string, settings: SasRecSettings): Baseline {
  return {
    name,
    needs: "training",
    isCeiling: false,
    maxItems: SASREC_MAX_ITEMS,
    note: "trained on the interactions that the other baselines use; stopped early on validation tasks",
    async fit(context) {
      const model = await trainInWorker(context, settings);
      return { policy: recommenderPolicy(createSasRecRecommender(model)), checks: model.checks };
    },
  };
}
