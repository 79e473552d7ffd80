import { describe, expect, it } from "vitest";
import { createParameters, toEntries } from "../../../src/student/engine/parameters.js";
import { trackBest } from "../../../src/student/run/best-tracker.js";

const validation = (HR: number, format: number) => ({ HR, format, scoredHR: 0 });
const weight = (value: number) =>
  createParameters({ w: { shape: [1], data: Float32Array.of(value) } });

describe("trackBest", () => {
  it.each([
    { HR: 0.51, format: 1, isBetter: true },
    { HR: 0.5, format: 1, isBetter: false }, // an equal one does not replace the first
    { HR: 0.501, format: 0.99, isBetter: true }, // 99% well formed is enough
    { HR: 0.51, format: 0.95, isBetter: false }, // 0.51 - 0.5 x 0.04 = 0.49
    { HR: 0.53, format: 0.95, isBetter: true }, // 0.53 - 0.5 x 0.04 = 0.51
  ])("compares HR $HR with $format well formed to HR 0.5", async ({ HR, format, isBetter }) => {
    const best = trackBest(await weight(1));
    expect(await best.update(validation(0.5, 1))).toBe(true);
    expect(await best.update(validation(HR, format))).toBe(isBetter);
    expect(best.current?.validation.HR).toBe(isBetter ? HR : 0.5);
  });

  it("restores the weights of the best validation", async () => {
    const parameters = await weight(1);
    const best = trackBest(parameters);
    await best.update(validation(0.5, 1));
    parameters.replace((await weight(2)).tensors);
    await best.update(validation(0.4, 1));
    await best.restore();
    expect(toEntries(parameters).map(({ data }) => [...data])).toEqual([[1]]);
  });

  it("keeps the current weights before the first validation", async () => {
    const parameters = await weight(1);
    await trackBest(parameters).restore();
    expect(toEntries(parameters).map(({ data }) => [...data])).toEqual([[1]]);
  });

  it("does not share memory with the restored weights", async () => {
    const parameters = await weight(1);
    const best = trackBest(parameters);
    await best.update(validation(0.5, 1));
    await best.restore();
    for (const { data } of toEntries(parameters)) data.fill(9);
    await best.restore();
    expect(toEntries(parameters).map(({ data }) => [...data])).toEqual([[1]]);
  });
});
