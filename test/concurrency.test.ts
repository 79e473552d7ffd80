import { setImmediate } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mapInOrder } from "../src/concurrency.js";

/** Resolves after so many turns of the event loop. */
async function after(turns: number): Promise<number> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
  return turns;
}

describe("mapInOrder", () => {
  it("yields in the order of the values, with no more than the lookahead under way", async () => {
    const waits = fc.array(fc.nat(6), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(waits, fc.integer({ min: 1, max: 4 }), async (values, lookahead) => {
        let underWay = 0;
        let most = 0;
        const map = async (turns: number) => {
          most = Math.max(most, ++underWay);
          const result = await after(turns);
          underWay--;
          return result;
        };
        const results: number[] = [];
        for await (const result of mapInOrder(values, map, { lookahead })) results.push(result);
        expect(results).toEqual(values);
        expect(most).toBeLessThanOrEqual(lookahead);
      }),
      { numRuns: 30 },
    );
  });

  it("rejects with the first failure in that order", async () => {
    const map = async (value: number) => {
      await after(value);
      throw new Error(`failed on ${value}`);
    };
    const results = mapInOrder([5, 1], map, { lookahead: 2 });
    await expect(results.next()).rejects.toThrow("failed on 5");
  });
});
