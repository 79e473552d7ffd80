import { describe, expect, it } from "vitest";
import { describeDataset } from "../../src/data/describe-dataset.js";
import { datasetOf, interactionsOf } from "./support.js";

const log = interactionsOf("u a 1", "u b 1", "u a 3", "v a 2", "v c 2", "v d 2");

describe("describeDataset", () => {
  it("matches counts made by hand", () => {
    const items = new Map(
      ["a", "b", "c", "d", "e"].map((id) => [
        id,
        { id, title: id, categories: id === "a" ? ["Tea", "Hot"] : id === "e" ? [] : ["Hot"] },
      ]),
    );
    const dataset = { ...datasetOf(log), items, duplicatesRemoved: 4 };
    expect(describeDataset(dataset)).toEqual({
      name: "made-up",
      synthetic: false,
      clock: "unix-seconds",
      users: 2,
      items: 5,
      itemsNeverChosen: 1, // e
      interactions: 6,
      density: 5 / 10, // pairs ua ub va vc vd of 2 x 5
      timeRange: { from: 1, to: 3 },
      repeats: 1, // u a 3
      duplicatesRemoved: 4,
      tiesShare: 3 / 6, // u b 1, v c 2, v d 2
      historyLength: { least: 3, quarter: 3, median: 3, threeQuarters: 3, most: 3 },
      topCategories: [
        { name: "Hot", interactions: 6 },
        { name: "Tea", interactions: 3 },
      ],
      popularTenthShare: 3 / 6, // a tenth of 5 items is 1 item: a, with 3 interactions
      // The target of v; that of u is a repeat.
      scenarios: {
        classic: { tasks: 1 },
        cold_start_user: { tasks: 1 },
        cold_start_item: { tasks: 1 },
        evolving_long: { tasks: 1 },
        evolving_short: { tasks: 1 },
      },
    });
  });

  it("has no time range for a dataset with order only, and uses nearest-rank quantiles", () => {
    const users = [1, 2, 3, 4, 9].flatMap((count) =>
      Array.from({ length: count }, (_, time) => `u${count} i${time} ${time}`),
    );
    const description = describeDataset(datasetOf(interactionsOf(...users), { clock: "order" }));
    expect(description.timeRange).toBeNull();
    expect(description.historyLength).toEqual({
      least: 1,
      quarter: 2,
      median: 3,
      threeQuarters: 4,
      most: 9,
    });
  });
});
