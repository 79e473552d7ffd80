import { describe, expect, it } from "vitest";
import { loadAmazonReviews2023 } from "../../src/data/amazon-reviews-2023.js";
import { expectError, writeFolder } from "./support.js";

const review = (asin: string, ms: number, title: string | null, main: string | null = null) => ({
  parent_asin: asin,
  rating: ms < 2000 ? 5 : 2,
  timestamp_ms: ms,
  product: { title, main_category: main, brand: null },
});
const record = (user: string, category: string, ...reviews: readonly object[]) =>
  `${JSON.stringify({ user_id: user, category, history: reviews.slice(0, -1), heldout: reviews.at(-1) })}\n`;

const FILES = {
  "training.jsonl": record(
    "u1",
    "All_Beauty",
    review("a", 1500, null, "All Beauty"),
    review("b", 2000, "Bow\nTie"),
  ),
  "validation.jsonl": record(
    "u1",
    "Toys",
    review("a", 1500, "Clip"),
    review("a", 2500, "Other", "Toys & Games"),
  ),
  "test.jsonl": record("u2", "Toys", review("c", 3000, " ")),
};

const load = async (changed: Readonly<Record<string, string>> = {}, minRating?: number) =>
  loadAmazonReviews2023(await writeFolder({ ...FILES, ...changed }), { minRating });

describe("loadAmazonReviews2023", () => {
  it("merges the records of an item: first title, all distinct categories", async () => {
    expect([...(await load()).items.values()]).toEqual([
      { id: "a", title: "Clip", categories: ["All Beauty", "Toys", "Toys & Games"] },
      { id: "b", title: "Bow Tie", categories: ["All Beauty"] },
      { id: "c", title: "untitled item", categories: ["Toys"] },
    ]);
  });

  it("keeps fractions of seconds and counts a review of two records once", async () => {
    const dataset = await load();
    expect([...dataset.interactions]).toEqual([
      { userId: "u1", itemId: "a", timestamp: 1.5 },
      { userId: "u1", itemId: "b", timestamp: 2 },
      { userId: "u1", itemId: "a", timestamp: 2.5 },
      { userId: "u2", itemId: "c", timestamp: 3 },
    ]);
    expect(dataset.duplicatesRemoved).toBe(1);
  });

  it("leaves out low ratings, and needs ratings only then", async () => {
    const dataset = await load({}, 3);
    expect([...dataset.interactions]).toEqual([{ userId: "u1", itemId: "a", timestamp: 1.5 }]);
    const { rating: _, ...unrated } = review("c", 3000, "C");
    const changed = { "test.jsonl": record("u2", "Toys", unrated) };
    expect((await load(changed)).interactions.length).toBe(4);
    await expectError(() => load(changed, 3), "DATASET_MALFORMED", "test.jsonl, line 1", "rating");
  });

  it.each([
    { content: "{", parts: ["line 1", "not JSON"] },
    { content: record("", "Toys", review("c", 1, null)), parts: ["user_id", '""'] },
    { content: record("u", "Toys", review("c", -1, null)), parts: ["heldout.timestamp_ms", "-1"] },
    { content: record("u", "Toys"), parts: ["heldout is undefined"] },
  ])("rejects $parts", async ({ content, parts }) => {
    const changed = { "test.jsonl": content };
    await expectError(() => load(changed), "DATASET_MALFORMED", "test.jsonl, line 1", ...parts);
  });

  it("reports files without records", async () => {
    const changed = { "training.jsonl": "", "validation.jsonl": "", "test.jsonl": "" };
    await expectError(() => load(changed), "DATASET_EMPTY");
  });
});
