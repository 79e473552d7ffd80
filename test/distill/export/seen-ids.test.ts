import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createSeenIds } from "../../../src/distill/export/seen-ids.js";

test("says of every id what a set would, however often the table has grown", () => {
  const ids = fc.array(fc.string(), { maxLength: 3000, size: "max" });
  fc.assert(
    fc.property(ids, (some) => {
      const seen = createSeenIds();
      const set = new Set<string>();
      for (const id of [...some, ...some]) {
        expect(seen.add(id)).toBe(!set.has(id));
        set.add(id);
      }
    }),
    { numRuns: 20 },
  );
});
