import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createIdSet } from "../../../src/distill/export/id-set.js";

test("accepts and rejects ids as a Set does, after any number of growths", () => {
  const ids = fc.array(fc.string(), { maxLength: 3000, size: "max" });
  fc.assert(
    fc.property(ids, (values) => {
      const idSet = createIdSet();
      const set = new Set<string>();
      for (const id of [...values, ...values]) {
        expect(idSet.add(id)).toBe(!set.has(id));
        set.add(id);
      }
    }),
    { numRuns: 20 },
  );
});
