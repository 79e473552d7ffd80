import { describe, expect, it } from "vitest";
import { userSequences } from "../../src/data/sequences.js";
import { interactionsOf } from "./support.js";

describe("userSequences", () => {
  it("sorts by time and keeps ties in source order", () => {
    const log = interactionsOf("v z 5", "u b 3", "u a 3", "v y 4", "u c 1", "u b 3.5");
    expect(userSequences(log).map(({ userId, itemIds }) => [userId, ...itemIds])).toEqual([
      ["v", "y", "z"],
      ["u", "c", "b", "a", "b"],
    ]);
    expect(userSequences(log)[0]?.interactions).toEqual(interactionsOf("v y 4", "v z 5"));
  });
});
