import { describe, expect, it, vi } from "vitest";
import { createNeighborIndex } from "../../src/collaborative/neighbor-index.js";

vi.mock("hnswlib-node", () => {
  throw new Error("not installed");
});

const options = { vectors: [1, 0, 0, 1], dimensions: 2, seed: 1 };

describe("createNeighborIndex without hnswlib-node", () => {
  it("uses exact search and reports it in one line", async () => {
    const notices: string[] = [];
    const index = await createNeighborIndex({ ...options, onNotice: (line) => notices.push(line) });
    expect(index.backend).toBe("exact");
    expect(index.search([1, 0.1], 1)[0]!.index).toBe(0);
    expect(notices).toEqual(["hnswlib-node cannot be loaded: using exact neighbor search."]);
  });

  it("rejects an explicit request for hnsw", async () => {
    await expect(createNeighborIndex({ ...options, backend: "hnsw" })).rejects.toThrow(
      /npm install hnswlib-node/,
    );
  });
});
