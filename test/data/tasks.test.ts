import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { userSequences } from "../../src/data/sequences.js";
import { createTasks, visible } from "../../src/data/tasks.js";
import { type CandidateSampling, SPLITS } from "../../src/types.js";
import { anyDataset } from "./arbitraries.js";
import { datasetOf, expectError, interactionsOf } from "./support.js";

const items = Array.from({ length: 40 }, (_, number) => `n${number}`);
const dataset = datasetOf(
  interactionsOf(
    ...["a 1", "b 2", "c 3", "d 4", "e 5", "f 6"].map((row) => `x/y ${row}`), // train c d, validation e, test f
    ...["a 1", "b 2", "c 3", "a 4"].map((row) => `again ${row}`), // train b, validation c, test a: interacted with before
    "short a 1",
  ),
  { items },
);

describe("createTasks", () => {
  it("creates one task per target that is new to its user, and counts the others", () => {
    const test = createTasks(dataset, { split: "test" });
    expect(test.tasks.map(({ heldOut }) => heldOut)).toEqual(["f"]);
    expect(test).toMatchObject({ supply: 1, leftOut: { repeatedTarget: 1, tooShort: 1 } });
    const train = createTasks(dataset, { split: "train" });
    expect(train.tasks.map(({ heldOut }) => heldOut).toSorted()).toEqual(["b", "c", "d"]);
  });

  it("has the interactions before the target as history, and an id that names its origin", () => {
    const { tasks } = createTasks(dataset, { split: "test", seed: 7 });
    expect(tasks[0]).toMatchObject({
      id: "made-up/classic/test/x%2Fy/5/0/7",
      dataset: "made-up",
      scenario: "classic",
      split: "test",
      draw: 0,
      seed: 7,
      userId: "x/y",
    });
    expect(tasks[0]?.history.map(({ itemId }) => itemId)).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("limits targets before draws, and keeps the draws of a target together", () => {
    const { tasks, supply } = createTasks(dataset, { split: "train", limit: 2, draws: 3 });
    expect(supply).toBe(3);
    expect(tasks.map(({ draw }) => draw)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(6);
    expect(new Set(tasks.slice(0, 3).map(({ heldOut }) => heldOut)).size).toBe(1);
    expect(tasks[0]?.candidates.toSorted()).not.toEqual(tasks[1]?.candidates.toSorted());
    expect(createTasks(dataset, { split: "train", limit: 99 }).tasks).toHaveLength(3);
  });

  it("spreads a limited number of tasks over users, and adds tasks at the end for a higher limit", () => {
    const users = ["u", "v", "w"].flatMap((user) =>
      [..."abcdefgh"].map((item, time) => `${user} ${item} ${time}`),
    );
    const many = datasetOf(interactionsOf(...users), { items });
    const limited = (limit: number) => createTasks(many, { split: "train", limit }).tasks;
    const nine = limited(9);
    const order = nine.slice(0, 3).map(({ userId }) => userId);
    expect(order.toSorted()).toEqual(["u", "v", "w"]);
    expect(nine.map(({ userId }) => userId)).toEqual([...order, ...order, ...order]);
    expect(new Set(nine.map(({ id }) => id)).size).toBe(9);
    expect(limited(4)).toEqual(nine.slice(0, 4));
    // The first targets of the users are not all their earliest ones, which have the shortest histories.
    const lengths = nine.slice(0, 3).map(({ history }) => history.length);
    expect(new Set(lengths).size).toBeGreaterThan(1);
  });

  it("returns a prefix for a smaller limit, and another order for another seed", () => {
    const users = Array.from({ length: 30 }, (_, user) => [`u${user} a 1`, `u${user} b 2`]).flat();
    const many = datasetOf(interactionsOf(...users), { items });
    const all = createTasks(many, { split: "test" }).tasks;
    expect(createTasks(many, { split: "test", limit: 5 }).tasks).toEqual(all.slice(0, 5));
    const userIds = (seed: number) =>
      createTasks(many, { split: "test", seed }).tasks.map(({ userId }) => userId);
    expect(userIds(2)).not.toEqual(userIds(1));
    expect(userIds(2).toSorted()).toEqual(userIds(1).toSorted());
  });

  it("excludes the future from the history and all other items of the user from the candidates", () => {
    fc.assert(
      fc.property(anyDataset, fc.constantFrom(...SPLITS), fc.integer(), (dataset, split, seed) => {
        const sequences = new Map(
          userSequences(dataset.interactions).map((one) => [one.userId, one]),
        );
        for (const task of createTasks(dataset, { split, seed }).tasks) {
          const { interactions, itemIds } = sequences.get(task.userId)!;
          expect(task.history).toEqual(interactions.slice(0, task.history.length));
          expect(itemIds[task.history.length]).toBe(task.heldOut);
          expect(itemIds.slice(0, task.history.length)).not.toContain(task.heldOut);
          expect(new Set(task.candidates).size).toBe(20);
          expect(task.candidates.filter((id) => itemIds.includes(id))).toEqual([task.heldOut]);
        }
      }),
    );
  });

  it("rejects an unknown scenario", async () => {
    const make = () => createTasks(dataset, { split: "test", scenario: "warm" as never });
    await expectError(
      make,
      "SCENARIO_UNSUPPORTED",
      'no scenario "warm"',
      "classic, cold_start_user",
    );
  });

  it.each([{ limit: 0 }, { draws: 1.5 }, { negatives: -1 }])("rejects %j", async (counts) => {
    const [name = ""] = Object.keys(counts);
    const make = () => createTasks(dataset, { split: "test", ...counts });
    await expectError(make, "INVALID_ARGUMENT", `${name} is`, "positive integer");
  });
});

describe("visible", () => {
  it("removes the held-out item and nothing else", () => {
    const [task] = createTasks(dataset, { split: "test" }).tasks;
    const { heldOut, ...rest } = task!;
    expect(heldOut).toBe("f");
    expect(visible(task!)).toEqual(rest);
  });
});

describe("createTasks with all items as candidates", () => {
  it("has every item that is new to the user and the held-out one, in the order of the catalog", () => {
    const { tasks } = createTasks(dataset, { split: "validation", candidates: "all" });
    const task = tasks.find(({ userId }) => userId === "x/y");
    expect(task).toMatchObject({
      id: "made-up/classic-all/validation/x%2Fy/4/0/1",
      heldOut: "e",
      candidateSampling: "all",
    });
    // The user's items are a to f; f comes later, and is new to nobody who will choose it.
    const catalog = [...dataset.items.keys()];
    expect(task?.candidates).toEqual(catalog.filter((item) => !/^[abcdf]$/.test(item)));
    expect(task?.candidates).toContain("e");
    expect(task?.candidateCount).toBe(task?.candidates.length);
    expect(visible(task!)).not.toHaveProperty("candidateCount");
  });

  it("has the same targets and histories as drawn candidates", () => {
    const targetsOf = (candidates: CandidateSampling) =>
      createTasks(dataset, { split: "train", candidates }).tasks.map((task) => [
        task.userId,
        task.heldOut,
        task.history,
      ]);
    expect(targetsOf("all")).toEqual(targetsOf("uniform"));
  });

  it("creates a list when it is read, and does not keep it", () => {
    const [task] = createTasks(dataset, { split: "test", candidates: "all" }).tasks;
    const [first, second] = [task?.candidates, task?.candidates];
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
  });

  it.each([
    { options: { draws: 2 }, problem: "draws is 2" },
    { options: { negatives: 5 }, problem: "negatives is 5" },
  ])("rejects $options", ({ options, problem }) => {
    expect(() => createTasks(dataset, { split: "test", candidates: "all", ...options })).toThrow(
      `nothing is drawn, but ${problem}. Leave it out`,
    );
  });
});

describe("createTasks with candidates by popularity", () => {
  const users = Array.from({ length: 12 }, (_, user) => `u${user}`);
  /** Users with different histories, whose last three interactions are the targets of all splits. */
  const make = (last: (user: number) => string) =>
    datasetOf(
      interactionsOf(
        ...users.flatMap((user, index) => [
          ...Array.from({ length: 8 }, (_, time) => `${user} n${(index * 3 + time) % 30} ${time}`),
          `${user} ${last(index)} 9`,
        ]),
      ),
      { items: [...items, "target", "other"] },
    );
  const options = { split: "test", candidates: "popularity", negatives: 9, draws: 5 } as const;
  const source = make((user) => (user === 0 ? "target" : "other"));

  it("is determined by the seed, differs from uniform candidates, and has ids of its own", () => {
    const { tasks } = createTasks(source, options);
    expect(createTasks(source, options).tasks).toEqual(tasks);
    expect(tasks[0]?.candidateSampling).toBe("popularity");
    expect(tasks[0]?.id).toMatch(/^made-up\/classic-popularity\/test\/u\d+\/8\/0\/1$/);
    const uniform = createTasks(source, { ...options, candidates: "uniform" }).tasks;
    expect(uniform).toEqual(
      createTasks(source, { ...options, candidates: undefined as never }).tasks,
    );
    expect(uniform[0]).not.toHaveProperty("candidateSampling");
    expect(uniform.map(({ userId, heldOut }) => [userId, heldOut])).toEqual(
      tasks.map(({ userId, heldOut }) => [userId, heldOut]),
    );
    expect(uniform.map(({ candidates }) => candidates)).not.toEqual(
      tasks.map(({ candidates }) => candidates),
    );
    const other = createTasks(source, { ...options, seed: 2 }).tasks;
    expect(other.map(({ candidates }) => candidates)).not.toEqual(
      tasks.map(({ candidates }) => candidates),
    );
  });

  it("never draws an item that only hidden interactions have, and none of the user's own", () => {
    for (const { userId, candidates, heldOut } of createTasks(source, options).tasks) {
      const negatives = candidates.filter((item) => item !== heldOut);
      expect(negatives).toHaveLength(9);
      expect(negatives).not.toContain("other"); // the target of 11 users, and of 11 of 107 interactions
      const own = new Set(
        source.interactions.filter((one) => one.userId === userId).map(({ itemId }) => itemId),
      );
      expect(negatives.filter((item) => own.has(item))).toEqual([]);
    }
  });

  it.each(SPLITS)("does not change with what is hidden from %s tasks of other users", (split) => {
    const candidatesOf = (dataset: typeof source) =>
      createTasks(dataset, { ...options, split })
        .tasks.filter(({ userId }) => userId === "u0")
        .map(({ candidates }) => candidates);
    const changed = make((user) => (user === 0 ? "target" : "n39"));
    expect(candidatesOf(changed)).toEqual(candidatesOf(source));
    expect(candidatesOf(source).length).toBeGreaterThan(0);
  });

  it("rejects another way to draw", async () => {
    const candidates = "recent" as "uniform";
    await expectError(
      () => createTasks(source, { ...options, candidates }),
      "INVALID_ARGUMENT",
      "uniform, popularity",
    );
  });
});
