import * as fc from "fast-check";
import type { Dataset, Interaction } from "../../src/types.js";
import { datasetOf } from "./support.js";

const interaction: fc.Arbitrary<Interaction> = fc.record({
  userId: fc.constantFrom("u", "v", "w", "x/y z"),
  itemId: fc.integer({ min: 0, max: 12 }).map((number) => `i${number}`),
  timestamp: fc.integer({ min: 0, max: 9 }), // few values, so that there are many ties
});

/** Small datasets with ties and repeats, without duplicates, over a catalog of 40 items. */
export const anyDataset: fc.Arbitrary<Dataset> = fc
  .uniqueArray(interaction, { selector: (one) => JSON.stringify(one), maxLength: 80 })
  .map((interactions) =>
    datasetOf(interactions, { items: Array.from({ length: 40 }, (_, number) => `i${number}`) }),
  );
