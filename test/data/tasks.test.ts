import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { userSequences } from "../../src/data/sequences.js";
import { createTasks, visible } from "../../src/data/tasks.js";
import { SPLITS } from "../../src/types.js";
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
