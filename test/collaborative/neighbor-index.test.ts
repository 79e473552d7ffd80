import { describe, expect, it } from "vitest";
import { createNeighborIndex } from "../../src/collaborative/neighbor-index.js";
import { createRandom, randomNormal } from "../../src/random.js";

// Right, up (length 2), diagonal, zero, right again (length 3).
const vectors = [1, 0, 0, 2, 1, 1, 0, 0, 3, 0];
const shared = { dimensions: 2, seed: 1 };

describe.each(["exact", "hnsw"] as const)("createNeighborIndex (%s)", (backend) => {
  const create = () => createNeighborIndex({ ...shared, vectors, backend });

  it("sorts by cosine similarity, ties by row, and never finds a zero vector", async () => {
    const found = (await create()).search([5, 0], 10);
    expect(found.map(({ index }) => index)).toEqual([0, 4, 2, 1]);
    [1, 1, Math.SQRT1_2, 0].forEach((similarity, rank) =>
      expect(found[rank]!.similarity).toBeCloseTo(similarity, 12),
    );
  });

  it("leaves out the excluded row and still returns k rows", async () => {
    const found = (await create()).search([1, 0], 2, { exclude: 0 });
    expect(found.map(({ index }) => index)).toEqual([4, 2]);
  });

  it("finds nothing for a zero vector and nothing among zero vectors", async () => {
    expect((await create()).search([0, 0], 3)).toEqual([]);
    const zeros = await createNeighborIndex({ ...shared, vectors: [0, 0, 0, 0], backend });
    expect(zeros.search([1, 0], 3)).toEqual([]);
    expect(zeros.size).toBe(2);
  });

  it("distinguishes the directions of tiny and huge vectors", async () => {
    const extreme = [1e-200, 0, 0, 1e200];
    const index = await createNeighborIndex({ ...shared, vectors: extreme, backend });
    expect(index.search([1e-200, 1e-201], 2).map((neighbor) => neighbor.index)).toEqual([0, 1]);
  });

  it("rejects a query of another length and values that are not finite", async () => {
    const index = await create();
    expect(() => index.search([1], 1)).toThrow(
      "has 1 values, but the index has 2 dimensions. Pass 2",
    );
    expect(() => index.search([1, Number.NaN], 1)).toThrow(/the query .*Pass finite numbers/);
    const broken = { ...shared, vectors: [1, 0, Infinity, 0], backend };
    await expect(createNeighborIndex(broken)).rejects.toThrow(/row 1 .*not finite/);
  });
});

describe("hnsw", () => {
  const random = createRandom("neighbors");
  const many = Float64Array.from({ length: 3000 * 8 }, () => randomNormal(random));
  const create = (backend: "hnsw" | "exact") =>
    createNeighborIndex({ vectors: many, dimensions: 8, seed: 1, backend });

  it("gives the same answers if it is built again, and at least 98% of those of exact search", async () => {
    const [first, second, exact] = [
      await create("hnsw"),
      await create("hnsw"),
      await create("exact"),
    ];
    let [found, missed] = [0, 0];
    for (let row = 0; row < 100; row++) {
      const query = many.subarray(row * 8, row * 8 + 8);
      const answer = first.search(query, 20, { exclude: row });
      expect(second.search(query, 20, { exclude: row })).toEqual(answer);
      const rows = new Set(answer.map(({ index }) => index));
      for (const { index } of exact.search(query, 20, { exclude: row })) {
        if (rows.has(index)) found++;
        else missed++;
      }
    }
    expect(found / (found + missed)).toBeGreaterThanOrEqual(0.98);
  });
});
