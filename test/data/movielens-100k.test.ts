import { describe, expect, it } from "vitest";
import { loadMovieLens100K } from "../../src/data/movielens-100k.js";
import { expectError, writeFolder } from "./support.js";

const movie = (id: string, title: string, ...genres: readonly number[]) =>
  [
    id,
    title,
    "01-Jan-1995",
    "",
    "http://x",
    ...Array.from({ length: 19 }, (_, flag) => Number(genres.includes(flag))),
  ].join("|");

const ITEMS = Buffer.from(
  `${movie("1", "Café (1995)", 5, 8)}\n${movie("2", "unknown", 0)}\n`,
  "latin1",
);
const RATINGS = "7\t2\t5\t200\n7\t1\t1\t100\n8\t1\t3\t100\n";

const load = async (files: Readonly<Record<string, string | Uint8Array>>, minRating?: number) =>
  loadMovieLens100K(await writeFolder(files), { minRating });

describe("loadMovieLens100K", () => {
  it("reads movies in Latin-1 with their genres, and ratings in file order", async () => {
    const dataset = await load({ "u.item": ITEMS, "u.data": RATINGS });
    expect([...dataset.items.values()]).toEqual([
      { id: "1", title: "Café (1995)", categories: ["Comedy", "Drama"] },
      { id: "2", title: "unknown", categories: [] },
    ]);
    expect([...dataset.interactions]).toEqual([
      { userId: "7", itemId: "2", timestamp: 200 },
      { userId: "7", itemId: "1", timestamp: 100 },
      { userId: "8", itemId: "1", timestamp: 100 },
    ]);
    expect(dataset).toMatchObject({
      name: "movielens-100k",
      synthetic: false,
      clock: "unix-seconds",
    });
  });

  it("leaves out low ratings", async () => {
    const { interactions } = await load({ "u.item": ITEMS, "u.data": RATINGS }, 3);
    expect([...interactions].map(({ userId }) => userId)).toEqual(["7", "8"]);
  });

  it.each([
    {
      problem: "a timestamp that is not a number",
      row: "7\t1\t1\tsoon",
      parts: ["timestamp", '"soon"'],
    },
    { problem: "an empty id", row: "\t1\t1\t100", parts: ["user_id", '""'] },
    { problem: "an unknown movie", row: "7\t3\t1\t100", parts: ['"3"', "u.item"] },
    { problem: "a missing field", row: "7\t1\t100", parts: ["expected 4 fields, found 3"] },
  ])("rejects $problem", async ({ row, parts }) => {
    const files = { "u.item": ITEMS, "u.data": `${RATINGS}${row}\n` };
    await expectError(() => load(files), "DATASET_MALFORMED", "u.data, line 4", ...parts);
  });

  it("rejects a duplicate movie, and a genre flag that is neither 0 nor 1", async () => {
    const twice = { "u.item": `${movie("1", "A")}\n${movie("1", "B")}\n`, "u.data": RATINGS };
    await expectError(
      () => load(twice),
      "DATASET_MALFORMED",
      "u.item, line 2",
      'duplicate item "1"',
    );
    const flag = { "u.item": `${movie("1", "A").slice(0, -1)}2\n`, "u.data": RATINGS };
    await expectError(
      () => load(flag),
      "DATASET_MALFORMED",
      "line 1",
      "Western",
      "expected 0 or 1",
    );
  });

  it("reports missing and empty files", async () => {
    await expectError(() => load({ "u.data": RATINGS }), "DATASET_NOT_FOUND", "u.item");
    await expectError(() => load({ "u.item": ITEMS }), "DATASET_NOT_FOUND", "u.data");
    await expectError(() => load({ "u.item": ITEMS, "u.data": "\n" }), "DATASET_EMPTY", "u.data");
    await expectError(() => load({ "u.item": "", "u.data": RATINGS }), "DATASET_EMPTY", "u.item");
  });
});
