import { expect, it } from "vitest";
import { createRandom } from "../../../src/random.js";
import { createShuffledSampler } from "../../../src/student/objective/shuffled-sampler.js";

it("draws every value once before any value twice, across calls", () => {
  const draw = createShuffledSampler([1, 2, 3, 4, 5], createRandom(1));
  const drawn = [...draw(2), ...draw(2), ...draw(6)];
  expect(drawn.slice(0, 5).toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(drawn.slice(5).toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(drawn.slice(0, 5)).not.toEqual(drawn.slice(5));
});
