import { describe, expect, it } from "vitest";
import { embedTitles } from "../../src/collaborative/embed-titles.js";
import { titleSignal } from "../../src/collaborative/evidence/title-signal.js";
import { createVectorTable } from "../../src/collaborative/evidence/vector-table.js";
import { createTools } from "../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";

const VECTORS: Record<string, number[]> = {
  cat: [3, 4],
  kitten: [4, 3],
  stone: [0, -2],
  "": [0, 0],
};

const catalog = (titles: readonly string[]) =>
  new Map(titles.map((title, at) => [`i${at}`, { id: `i${at}`, title, categories: [] }]));

function recordingEmbeddings(
  answer = (titles: string[]) => titles.map((title) => VECTORS[title]!),
) {
  const asked: string[][] = [];
  return {
    asked,
    embedDocuments: async (titles: string[]) => {
      asked.push(titles);
      return answer(titles);
    },
  };
}

describe("embedTitles", () => {
  it("embeds every distinct title once, in batches, to unit length", async () => {
    const embeddings = recordingEmbeddings();
    const progress: number[][] = [];
    const items = catalog(["cat", "kitten", "cat", "stone", ""]);
    const { dimensions, vectors } = await embedTitles({
      items,
      embeddings,
      batchSize: 3,
      onProgress: (...counts) => progress.push(counts),
    });
    expect(embeddings.asked).toEqual([["cat", "kitten", "stone"], [""]]);
    expect(progress).toEqual([
      [3, 4],
      [4, 4],
    ]);
    expect(dimensions).toBe(2);
    const unit = [0.6, 0.8].map(Math.fround);
    expect(Object.fromEntries([...vectors].map(([id, vector]) => [id, [...vector]]))).toEqual({
      i0: unit,
      i1: unit.toReversed(),
      i2: unit,
      i3: [0, -1],
      i4: [0, 0],
    });
  });

  it("sums the cosines with the titles of a history; what points away or has no vector is no evidence", async () => {
    const items = catalog(["cat", "kitten", "stone", ""]);
    const titles = await embedTitles({ items, embeddings: recordingEmbeddings() });
    const signal = titleSignal(createVectorTable(titles, [...items.keys(), "unknown"]), [0, 1]);
    // cat: 1 + (0.6 * 0.8 + 0.8 * 0.6); stone: -0.8 - 0.6.
    const expected = [1.96, 1.96, -1.4, 0, 0];
    for (const [item, value] of expected.entries())
      expect(signal.strengths[item]).toBeCloseTo(value, 6);
    expect(expected.map((_, item) => signal.hasEvidence(item))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("replaces the words of titles in the answers of the tools", async () => {
    const index = await fitTinyShop();
    // e has the vector of the whole history, the other items an orthogonal one: e is the first of the four new items.
    const embeddings = {
      embedDocuments: async (titles: string[]) =>
        titles.map((title) => (/[abe]$/.test(title) ? [1, 0] : [0, 1])),
    };
    const titleVectors = await embedTitles({ items: tinyShop.items, embeddings });
    const [, , tool] = createTools({ index, dataset: tinyShop, titleVectors });
    const args = { user_id: "u1", item_id: "e", focus: "all" };
    const answer = String(await tool?.invoke(args));
    expect(answer).toContain("T3");
    const rows = answer.split("\n").filter((line) => line.includes("|"));
    const column = rows[0]?.split("|").findIndex((name) => name.trim() === "T3") ?? -1;
    expect(rows[1]?.split("|")[column]?.trim()).toBe("1");
  });

  it("is checked by createTools", async () => {
    const index = await fitTinyShop();
    const titleVectors = embedTitles({ items: tinyShop.items, embeddings: recordingEmbeddings() });
    titleVectors.catch(() => undefined);
    const options = { index, dataset: tinyShop, titleVectors: titleVectors as never };
    expect(() => createTools(options)).toThrow("titleVectors is a promise, which must be awaited.");
  });

  it.each([
    ["fewer vectors than titles", () => [[1]], "1 vectors for 2 titles"],
    ["something else", () => "no" as unknown as number[][], "no list of vectors for 2 titles"],
    ["vectors of different lengths", () => [[1], [1, 2]], "vectors of 1 and of 2 numbers"],
    ["an empty vector", () => [[1], []], 'no finite numbers for the title "kitten"'],
    ["NaN", () => [[1], [Number.NaN]], 'no finite numbers for the title "kitten"'],
  ])("rejects %s", async (_, answer, message) => {
    const items = catalog(["cat", "kitten"]);
    await expect(embedTitles({ items, embeddings: recordingEmbeddings(answer) })).rejects.toThrow(
      `embedDocuments returned ${message}.`,
    );
  });
});
