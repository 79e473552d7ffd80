import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createRandom,
  createWeightedSampler,
  hash32,
  randomInteger,
  randomNormal,
  shuffle,
} from "../src/random.js";

const draw = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("hash32", () => {
  // Published FNV-1a test values, http://www.isthe.com/chongo/tech/comp/fnv/
  it.each([
    { text: "", hash: 0x811c9dc5 },
    { text: "a", hash: 0xe40c292c },
    { text: "foobar", hash: 0xbf9cf968 },
  ])("is FNV-1a: $text", ({ text, hash }) => expect(hash32(text)).toBe(hash));
});

describe("createRandom", () => {
  it("gives the same numbers for the same seed, in every version", () => {
    expect(draw(3, createRandom(1, "users"))).toEqual(draw(3, createRandom(1, "users")));
    // Published figures depend on these numbers.
    expect(draw(3, createRandom(1, "users")).map((value) => value.toFixed(9)))
      .toMatchInlineSnapshot(`
      [
        "0.109138406",
        "0.100952892",
        "0.976611251",
      ]
    `);
  });

  it.each([
    [[1], [2]],
    [["ab"], ["a", "b"]],
    [
      ["a", "b"],
      ["b", "a"],
    ],
    [[1, ""], [1]],
  ])("gives different numbers for %j and %j", (one, other) => {
    expect(draw(3, createRandom(...one))).not.toEqual(draw(3, createRandom(...other)));
  });

  it("is uniform over [0, 1)", () => {
    const values = draw(10_000, createRandom(3));
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => values.filter((value) => Math.floor(value * 10) === tenth).length,
    );
    // 1,000 per tenth, standard deviation sqrt(10,000 x 0.1 x 0.9) = 30.
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(4 * 30);
  });
});

describe("randomInteger", () => {
  it("gives every integer below the bound", () => {
    const random = createRandom(4);
    const values = draw(200, () => randomInteger(random, 5));
    expect([...new Set(values)].toSorted()).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("randomNormal", () => {
  it("has mean 0 and variance 1", () => {
    const random = createRandom(5);
    const values = draw(10_000, () => randomNormal(random));
    // Standard errors: 1 / 100 of the mean, sqrt(2) / 100 of the variance.
    expect(Math.abs(mean(values))).toBeLessThan(0.04);
    expect(Math.abs(mean(values.map((value) => value ** 2)) - 1)).toBeLessThan(0.06);
  });
});

describe("shuffle", () => {
  it("keeps all values and does not change its input", () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.nat(), (values, seed) => {
        const before = [...values];
        const shuffled = shuffle(values, createRandom(seed));
        expect(values).toEqual(before);
        expect(shuffled.toSorted((one, other) => one - other)).toEqual(
          before.toSorted((one, other) => one - other),
        );
      }),
    );
  });

  it("gives every order equally often", () => {
    const random = createRandom(6);
    const orders = draw(6000, () => shuffle("abc".split(""), random).join(""));
    for (const order of ["abc", "acb", "bac", "bca", "cab", "cba"]) {
      // 1,000 each, standard deviation sqrt(6,000 x 5/36) = 29.
      const count = orders.filter((one) => one === order).length;
      expect(Math.abs(count - 1000), order).toBeLessThan(4 * 29);
    }
  });
});

describe("createWeightedSampler", () => {
  it("samples indexes in proportion to their weights, and never one of weight 0", () => {
    const sample = createWeightedSampler([1, 0, 3]);
    const random = createRandom(7);
    const indexes = draw(4000, () => sample(random));
    const count = (index: number) => indexes.filter((one) => one === index).length;
    // 1,000 and 3,000, standard deviation sqrt(4,000 x 1/4 x 3/4) = 27.
    expect(Math.abs(count(0) - 1000)).toBeLessThan(4 * 27);
    expect(count(1)).toBe(0);
    expect(count(0) + count(2)).toBe(4000);
  });

  it.each([
    { value: 0, index: 1 }, // cumulative weights 0, 1, 1, 4 of a sum of 4
    { value: 0.2499, index: 1 },
    { value: 0.25, index: 3 },
    { value: 0.9999, index: 3 },
  ])("maps $value to index $index", ({ value, index }) => {
    expect(createWeightedSampler([0, 1, 0, 3])(() => value)).toBe(index);
  });
});
