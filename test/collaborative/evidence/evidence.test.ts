import { beforeAll, describe, expect, it } from "vitest";
import type { CollaborativeIndex } from "../../../src/collaborative/collaborative-index.js";
import { fitCollaborativeIndex } from "../../../src/collaborative/collaborative-index.js";
import { createEvidence, type Evidence } from "../../../src/collaborative/evidence/evidence.js";
import type { EvidenceKind } from "../../../src/text/evidence-kinds.js";
import { dailyInteractions, fitTinyShop, tinyShop } from "../../support/tiny-shop.js";

// A new user with the history a, b. New items: c, d, e, f. SEQUENCES has the interactions of the other users.
const newUser = { userId: "new", history: dailyInteractions("new", ["a", "b"]) };
const { items } = tinyShop;

let index: CollaborativeIndex;
let evidence: Evidence;
beforeAll(async () => {
  index = await fitTinyShop();
  evidence = createEvidence({ index, items });
});

const reading = (kind: EvidenceKind, itemId: string, subject = newUser) =>
  evidence.lines(subject, [itemId], "all")[0]!.readings.find((one) => one.kind === kind);

describe("createEvidence", () => {
  it.each([
    // b has the users u1, u2, u3; of these u1 and u3 also have c. Chance: 3 x 3/5. As strong: c, d of c, d, e, f.
    { kind: "together_1", item: "c", value: 2, base: 3, lift: 2 / 1.8, topPercent: 50 },
    // a with c: u1, u4. Chance: (3 + 3) x 3/5. Strength 2/3 + 2/3, d has 1/3 + 2/3, e has 1/sqrt(6).
    { kind: "together_3", item: "c", value: 4, base: 6, lift: 4 / 3.6, topPercent: 25 },
    { kind: "together_all", item: "e", value: 1, base: 6, lift: 1 / 2.4, topPercent: 75 },
    // After b came c (u1, u3, next both times) and d (u2 next, u3 at distance 2): 4 interactions. Chance: 4 x 3/14.
    { kind: "soon_after_1", item: "c", value: 2, base: 4, lift: 2 / (12 / 14), topPercent: 25 },
    { kind: "soon_after_1", item: "d", value: 2, base: 4, lift: 2 / (12 / 14), topPercent: 50 },
    // After a came b twice, c twice, d once, e once: 6 + 4 interactions. Chance: 10 x 3/14, for e 10 x 2/14.
    { kind: "soon_after_3", item: "c", value: 4, base: 10, lift: 4 / (30 / 14), topPercent: 25 },
    { kind: "soon_after_10", item: "e", value: 1, base: 10, lift: 1 / (20 / 14), topPercent: 75 },
    // c shares y with b only. Interactions with items of y: b 3, c 3 of 14. f shares x with a and b and fits better.
    { kind: "categories_10", item: "c", value: 1, base: 2, lift: 1 / (12 / 14), topPercent: 50 },
    // f shares x with both. Interactions with items of x: a 3, b 3, f 0 of 14.
    { kind: "categories_all", item: "f", value: 2, base: 2, lift: 2 / (12 / 14), topPercent: 25 },
    // With five users all are neighbors, and no item is more frequent among them than by chance.
    { kind: "neighbors_all", item: "c", value: 3, base: 5, lift: 1 },
    { kind: "neighbors_10", item: "e", value: 2, base: 5, lift: 1 },
    // On average an item has 14/6 users. As popular as c: c, d; as e: c, d, e.
    { kind: "popularity", item: "c", value: 3, base: 5, lift: 3 / (14 / 6), topPercent: 50 },
    { kind: "popularity", item: "e", value: 2, base: 5, lift: 2 / (14 / 6), topPercent: 75 },
  ] as const)("counts $kind of $item: $value of $base", ({ kind, item, lift, ...counted }) => {
    expect(reading(kind, item)).toMatchObject({ kind, ...counted });
    expect(reading(kind, item)?.lift).toBeCloseTo(lift, 10);
  });

  // One step from a and b (weights 1/distance): a gives b 2, c 1.5, d 0.5, e 0.5 of 4.5; b gives c 2, d 1.5 of 3.5.
  // So b 4/9, c 1/3 + 4/7, d 1/9 + 3/7, e 1/9. The second step: c gives d 1, e 1 of 2; d gives e all.
  const [b, c, d] = [4 / 9, 1 / 3 + 4 / 7, 1 / 9 + 3 / 7];
  it.each([
    { item: "c", reached: (b * 2) / 3.5, users: 3, topPercent: 75 },
    { item: "d", reached: (b * 1.5) / 3.5 + c / 2, users: 3, topPercent: 50 },
    { item: "e", reached: c / 2 + d, users: 2, topPercent: 25 },
  ])("walks two steps to $item", ({ item, reached, users, topPercent }) => {
    const found = reading("two_steps_3", item);
    expect(found).toMatchObject({ topPercent });
    // Popular items count less: times the root of mean popularity 14/6 over the item's.
    expect(found?.value).toBeCloseTo(reached * Math.sqrt(14 / 6 / users), 6);
  });

  it("scores by EASE: 2 of 3 users of x have y, so with lambda 1 x adds 2 / (3 + 1) to y", async () => {
    const sequences = ["xy", "xy", "x"].map((ids, user) => ({
      userId: `${user}`,
      itemIds: [...ids],
    }));
    const pair = await fitCollaborativeIndex({
      sequences,
      items: ["x", "y"],
      options: { ease: { lambda: 1 }, als: { factors: 1 }, backend: "exact" },
    });
    const subject = { userId: "new", history: dailyInteractions("new", ["x"]) };
    const line = createEvidence({ index: pair, items }).lines(subject, ["y"], "all")[0]!;
    for (const kind of ["regression_10", "regression_all"]) {
      expect(line.readings).toContainEqual({ kind, value: 0.5, topPercent: 100 });
    }
  });

  it("scores as the EASE and ALS recommenders do, for the last ten and for all interactions", () => {
    const long = { userId: "new", history: dailyInteractions("new", ["e", ..."abababababab"]) };
    const scores = { factors: index.als, regression: index.ease! };
    for (const [name, model] of Object.entries(scores)) {
      const [all] = model.score(["e", "a", "b"], ["d"]);
      const [lastTen] = model.score(["a", "b"], ["d"]);
      expect(reading(`${name}_all` as EvidenceKind, "d", long)?.value).toBeCloseTo(all!, 6);
      expect(reading(`${name}_10` as EvidenceKind, "d", long)?.value).toBeCloseTo(lastTen!, 6);
    }
  });

  it("counts the neighbors that it returns, without the user", () => {
    const known = { userId: "u1", history: dailyInteractions("u1", ["a", "b", "c"]) };
    const neighbors = evidence.nearestUsers(known);
    const names = neighbors.map((neighbor) => index.matrix.users[neighbor.index]);
    expect(names.toSorted()).toEqual(["u2", "u3", "u4", "u5"]);
    expect(neighbors.map(({ similarity }) => similarity)).toEqual(
      neighbors.map(({ similarity }) => similarity).toSorted((one, other) => other - one),
    );
    // Of u2 to u5, u2, u3 and u5 have d. Chance: 4 x 3/5.
    expect(reading("neighbors_all", "d", known)).toMatchObject({ value: 3, base: 4, lift: 1.25 });
  });

  it("has no evidence for an item without users except scores and categories", () => {
    const kinds = evidence.lines(newUser, ["f"], "all")[0]!.readings.map(({ kind }) => kind);
    // A score of 0 is still a score; f shares a category with a and b, and the word "Item" with all.
    const recent = ["regression_10", "factors_10", "categories_10", "titles_3"];
    const longTerm = ["regression_all", "factors_all", "categories_all", "titles_all"];
    expect(kinds).toEqual([...recent, ...longTerm]);
    const { item, ...line } = evidence.lines(newUser, ["f"], "neighbors")[0]!;
    expect(item).toEqual(items.get("f"));
    expect(line).toEqual({ stated: ["neighbors_all", "neighbors_10", "popularity"], readings: [] });
  });

  it.each([
    { what: "without a history", history: [] },
    { what: "with a history of unknown items", history: dailyInteractions("new", ["?", "!"]) },
  ])("has only popularity evidence $what", ({ history }) => {
    const line = evidence.lines({ userId: "new", history }, ["c"], "all")[0]!;
    expect(line.stated).toHaveLength(18);
    const [only, ...others] = line.readings;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ kind: "popularity", value: 3, base: 5 });
    expect(only?.topPercent).toBeCloseTo(400 / 6, 10); // all six items are new; a, b, c, d are as popular
    expect(evidence.nearestUsers({ userId: "new", history })).toEqual([]);
  });

  it("returns a placeholder without readings for an item outside the catalog", () => {
    const line = evidence.lines(newUser, ["?"], "recent")[0]!;
    expect(line).toMatchObject({ item: { id: "?", title: "unknown item" }, readings: [] });
  });

  it("leaves out regression for an index without EASE", async () => {
    const index = await fitTinyShop({ ease: { maxItems: 5 } });
    const { stated } = createEvidence({ index, items }).lines(newUser, ["c"], "all")[0]!;
    expect(stated).toHaveLength(16);
    expect(stated.some((kind) => kind.startsWith("regression"))).toBe(false);
  });

  it("leaves out user-CF if neighbors is false", () => {
    const { stated } = createEvidence({ index, items, neighbors: false }).lines(
      newUser,
      ["c"],
      "all",
    )[0]!;
    expect(stated).toHaveLength(16);
    expect(stated.some((kind) => kind.startsWith("neighbors"))).toBe(false);
  });

  it("has the same readings under each focus as under all", () => {
    const all = evidence.lines(newUser, ["c"], "all")[0]!;
    const apart = (["recent", "long_term", "neighbors"] as const).map(
      (focus) => evidence.lines(newUser, ["c"], focus)[0]!,
    );
    expect(apart.flatMap(({ readings }) => readings)).toEqual(all.readings);
    expect(apart.flatMap(({ stated }) => stated)).toEqual(all.stated);
  });

  it.each([
    { history: ["a", "b"], newItems: 4 },
    { history: ["a", "a", "?"], newItems: 5 }, // a once; ? is not in the catalog
    { history: [..."abcdef"], newItems: 1 }, // at least 1
  ])("counts $newItems new items after $history", ({ history, newItems }) => {
    const subject = { userId: "new", history: dailyInteractions("new", history) };
    expect(evidence.countNewItems(subject)).toBe(newItems);
  });

  it("reads a catalog with more categories than a function takes arguments", () => {
    const names = (item: string) => Array.from({ length: 40_000 }, (_, at) => `${item}${at}`);
    const many = new Map(
      [...items].map(([id, item]) => [
        id,
        { ...item, categories: [...names(id), ...item.categories] },
      ]),
    );
    const [line] = createEvidence({ index, items: many }).lines(newUser, ["c"], "long_term");
    expect(line?.stated).toContain("categories_all");
  });

  it("keeps no signal of a history, and no reading of one that was used long ago", () => {
    const kept = createEvidence({ index, items });
    const subjects = Array.from({ length: 300 }, (_, user) => ({
      userId: `u${user}`,
      history: dailyInteractions(`u${user}`, ["a", "b"]),
    }));
    const read = (one: (typeof subjects)[number]) => kept.lines(one, ["c"], "recent")[0]!.readings;
    const [first] = subjects.map(read);
    // Of a history that is still kept, the same objects; of another, equal ones.
    expect(read(subjects[299]!)[0]).toBe(read(subjects[299]!)[0]);
    expect(read(subjects[0]!)[0]).not.toBe(first?.[0]);
    expect(read(subjects[0]!)).toEqual(first);
  });

  it("does not depend on earlier calls", () => {
    const lines = (asked: string[], from: Evidence) =>
      new Map(asked.map((id) => [id, from.lines(newUser, [id], "all")[0]!]));
    const fresh = createEvidence({ index, items });
    const forwards = lines([..."abcdef"], fresh);
    for (const [id, line] of lines([..."fedc"], createEvidence({ index, items }))) {
      expect(line).toEqual(forwards.get(id));
    }
  });
});
