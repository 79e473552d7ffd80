import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type CollaborativeIndex,
  type CollaborativeOptions,
  fingerprintCollaborativeIndex,
  fitCollaborativeIndex,
} from "../../src/collaborative/collaborative-index.js";
import {
  loadCollaborativeIndex,
  saveCollaborativeIndex,
} from "../../src/collaborative/index-files.js";
import { toIndexParts } from "../../src/collaborative/index-parts.js";
import { fromTransferable, toTransferable } from "../../src/collaborative/index-transfer.js";
import { StarError } from "../../src/errors.js";
import { createRandom } from "../../src/random.js";
import { checkerboard } from "../support/checkerboard.js";

const board = checkerboard(12);
const als = { factors: 4, regularization: 0.1 };
const fit = (options: CollaborativeOptions = {}) =>
  fitCollaborativeIndex({ ...board, options: { als, ...options } });

/** The answers of an index, as plain data. */
function answersOf({ matrix, als, itemNeighbors, userNeighbors, ...rest }: CollaborativeIndex) {
  const { history } = board.cases[0]!;
  const indexes = [...matrix.items.keys()];
  return {
    ...rest,
    matrix,
    ease: rest.ease?.score(history, board.items),
    als: als.score(history, board.items),
    items: indexes.map((item) => itemNeighbors.search(als.foldIn([item]), 3, { exclude: item })),
    users: indexes.map((item) => userNeighbors.search(als.foldIn([item]), 3)),
  };
}

describe("fitCollaborativeIndex", () => {
  it("fills in every default", async () => {
    expect((await fit()).options).toEqual({
      seed: 0,
      soonAfterWindow: 5,
      ease: { lambda: 200, maxItems: 12_000 },
      als: { ...als, alpha: 10, iterations: 8, conjugateGradientSteps: 3 },
      backend: "hnsw",
    });
  });

  it("has no EASE model if the catalog is too large", async () => {
    expect((await fit({ ease: { maxItems: 11 } })).ease).toBeNull();
  });

  it("has the fingerprint that is computed without fitting", async () => {
    const { fingerprint } = await fit({ seed: 3 });
    const options = { als, seed: 3 };
    expect(await fingerprintCollaborativeIndex({ ...board, options })).toBe(fingerprint);
  });

  it.each([
    { what: "an option", input: { ...board, options: { als, soonAfterWindow: 4 } } },
    { what: "the backend", input: { ...board, options: { als, backend: "exact" as const } } },
    { what: "the catalog", input: { ...board, options: { als }, items: [...board.items, "z"] } },
    {
      what: "the order of a user's interactions",
      input: {
        ...board,
        options: { als },
        sequences: board.sequences.map((one) => ({ ...one, itemIds: [...one.itemIds].reverse() })),
      },
    },
  ])("has another fingerprint if $what changes", async ({ input }) => {
    expect(await fingerprintCollaborativeIndex(input)).not.toBe((await fit()).fingerprint);
  });
});

describe("toTransferable", () => {
  it("is cloned without copying its arrays and gives the same answers", async () => {
    const index = await fit();
    const data = structuredClone(toTransferable(index));
    expect(answersOf(await fromTransferable(data))).toEqual(answersOf(index));
    index.als.itemFactors[0] = 42;
    expect(data.arrays.itemFactors[0]).toBe(42);
  });
});

describe("a saved index", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "star-index-"));
  });
  afterEach(() => rm(directory, { recursive: true }));
  const folders = async () =>
    (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const pathOf = async (file: string) => join(directory, (await folders())[0]!.name, file);

  it.each([{}, { backend: "exact" as const }, { ease: { maxItems: 1 } }])(
    "gives the same answers after loading (%o)",
    async (options) => {
      const index = await fit(options);
      await saveCollaborativeIndex(index, directory);
      const expectedFingerprint = index.fingerprint;
      const loaded = await loadCollaborativeIndex(directory, { expectedFingerprint });
      expect(answersOf(loaded)).toEqual(answersOf(index));
      expect(loaded.als.itemFactors.buffer).toBeInstanceOf(SharedArrayBuffer);
    },
  );

  it("is replaced by another one without leaving files", async () => {
    await saveCollaborativeIndex(await fit(), directory);
    await saveCollaborativeIndex(await fit({ seed: 5 }), directory);
    expect((await loadCollaborativeIndex(directory)).options.seed).toBe(5);
    expect(await folders()).toHaveLength(1);
  });

  it("is rejected if another fingerprint is expected", async () => {
    await saveCollaborativeIndex(await fit(), directory);
    const loading = loadCollaborativeIndex(directory, { expectedFingerprint: "another" });
    await expect(loading).rejects.toMatchObject({ code: "INDEX_MISMATCH" });
  });

  it.each(["easeWeights.bin", "itemNeighbors.bin"])(
    "is rejected if %s is truncated",
    async (file) => {
      await saveCollaborativeIndex(await fit(), directory);
      await truncate(await pathOf(file), 40);
      await expect(loadCollaborativeIndex(directory)).rejects.toThrow(
        new RegExp(`${file} has 40 bytes, expected .* Delete the index`),
      );
    },
  );

  it("is rejected if a byte has changed", async () => {
    await saveCollaborativeIndex(await fit(), directory);
    const path = await pathOf("userFactors.bin");
    const content = await readFile(path);
    content[9] = content[9]! ^ 1;
    await writeFile(path, content);
    await expect(loadCollaborativeIndex(directory)).rejects.toThrow(/has another SHA-256/);
  });

  /** Flips one bit of some bytes of a file, and expects a typed error or an index with the same content. */
  async function flipBytes(path: string, positions: readonly number[]) {
    const whole = toIndexParts(await loadCollaborativeIndex(directory));
    const content = await readFile(path);
    let rejected = 0;
    for (const position of positions) {
      const changed = Buffer.from(content);
      changed[position]! ^= 1 << (position % 7);
      await writeFile(path, changed);
      const read = await loadCollaborativeIndex(directory).catch((error: unknown) => error);
      if (StarError.isInstance(read)) {
        expect(read.code).toMatch(/^INDEX_/);
        rejected++;
      } else {
        expect(toIndexParts(read as CollaborativeIndex), `byte ${position} of ${path}`).toEqual(
          whole,
        );
      }
    }
    await writeFile(path, content);
    return rejected;
  }

  it("is rejected with a flipped bit in any byte of its manifest, unless the bit changes nothing", async () => {
    await saveCollaborativeIndex(await fit({ backend: "exact" }), directory);
    const path = join(directory, "manifest.json");
    const { length } = await readFile(path);
    expect(await flipBytes(path, [...Array(length).keys()])).toBeGreaterThan(0.99 * length);
  }, 60_000);

  it("is rejected with a flipped bit in any of its files", async () => {
    await saveCollaborativeIndex(await fit(), directory);
    const names = await readdir(await pathOf("."));
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) {
      const path = await pathOf(name);
      const { length } = await readFile(path);
      const random = createRandom(1, name);
      const others = Array.from({ length: 10 }, () => Math.floor(random() * length));
      const positions = [0, 1, 2, 3, length - 1, ...others];
      expect(await flipBytes(path, positions), name).toBe(positions.length);
    }
  }, 60_000);

  it("is rejected if its manifest is truncated, and reported if there is none", async () => {
    await expect(loadCollaborativeIndex(directory)).rejects.toMatchObject({
      code: "INDEX_NOT_FOUND",
    });
    await writeFile(join(directory, "manifest.json"), '{ "schema": "star.in');
    await expect(loadCollaborativeIndex(directory)).rejects.toMatchObject({
      code: "INDEX_CORRUPTED",
    });
  });
});
