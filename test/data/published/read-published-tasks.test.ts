import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPublishedTasks } from "../../../src/data/published/read-published-tasks.js";
import { fitInteractions } from "../../../src/data/split-targets.js";
import type { RecommendationTask } from "../../../src/types.js";
import { datasetOf, expectError, interactionsOf, writeFolder } from "../support.js";

const ITEMS = [..."abcdefghijkl"];
const dataset = datasetOf(
  interactionsOf(
    "ann a 1",
    "bob a 1",
    "ann b 2",
    "bob c 2",
    "ann c 3",
    "ann d 4",
    "bob e 3",
    "cat f 1",
    "dan g 1",
    "dan h 2",
    "dan g 3",
  ),
  { items: ITEMS },
);

const seenBy = ({ history }: RecommendationTask) => history.map(({ itemId }) => itemId).join("");
const fitOf = (source: typeof dataset) =>
  fitInteractions(source, "test").map(({ userId, itemIds }) => `${userId} ${itemIds.join("")}`);

describe("candidates of LLMRank", () => {
  const load = async (content: string, options = {}) => {
    const path = join(await writeFolder({ "tiny.random": content }), "tiny.random");
    return readPublishedTasks(dataset, { path, candidateCount: 4, ...options });
  };

  it("are the first negatives of a line and the user's last item, shuffled by seed and task", async () => {
    const { tasks, leftOut, source } = await load("bob\tl e k j i\nann\tg h i j k\n");
    expect(source).toBe("tiny.random");
    expect(leftOut).toEqual({ repeatedTarget: 0, tooShort: 0, otherTarget: 0 });
    expect(tasks.map(({ candidates }) => candidates.toSorted().join(""))).toEqual(["ejkl", "dghi"]);
    expect(tasks.map(seenBy)).toEqual(["ac", "abc"]);
    expect(tasks[0]).toMatchObject({
      id: "made-up/published:tiny.random/test/bob/2/0/1",
      dataset: "made-up",
      scenario: "classic",
      split: "test",
      userId: "bob",
      heldOut: "e",
    });
    const again = await load("bob\tl e k j i\nann\tg h i j k\n");
    expect(again.tasks.map(({ candidates }) => candidates)).toEqual(
      tasks.map(({ candidates }) => candidates),
    );
    const positions = new Set<number>();
    for (let seed = 1; seed < 40; seed++) {
      const [task] = (await load("bob\tl e k j i\n", { seed })).tasks;
      positions.add(task!.candidates.indexOf("e"));
    }
    expect([...positions].toSorted()).toEqual([0, 1, 2, 3]);
  });

  it("limit tasks to the first, and leave out and count those without a usable target", async () => {
    const lines = "ann\tg h i j\ncat\tg h i j\ndan\ta b i j\n";
    const { tasks, leftOut } = await load(lines);
    expect(tasks.map(({ userId }) => userId)).toEqual(["ann"]);
    expect(leftOut).toEqual({ repeatedTarget: 1, tooShort: 1, otherTarget: 0 });
    expect((await load(lines, { limit: 1 })).leftOut.tooShort).toBe(0);
  });

  it("may name a few items that the dataset lacks, which are added without a title", async () => {
    const { tasks, dataset: extended, addedItems } = await load("ann\tnew a b c e f g h i j\n");
    expect(tasks[0]?.candidates.toSorted()).toEqual(["a", "b", "d", "new"]);
    expect(addedItems).toBe(1);
    expect(extended.items.get("new")).toEqual({
      id: "new",
      title: "untitled item",
      categories: [],
    });
    expect(dataset.items.has("new")).toBe(false);
  });

  it.each([
    ["ann g h i", "line 1: expected a user, a tab and items separated by spaces"],
    ["ann\tg h i\nann\tg\th", "line 2: expected a user, a tab"],
    ["ann\t", "line 1: expected a user, a tab"],
    ["ann\tg h g i", 'line 1: the candidate "g" is repeated'],
    ["ann\tg h i\n\neve\tg h i", 'line 3: made-up has no interaction of user "eve"'],
    ["ann\tg h 17", 'line 1: made-up has no item "17", and lacks 1 of 3 candidates'],
    ["ann\tg d h", "line 1: 2 candidates other than the held-out item, expected at least 3"],
    ["", "the file has no lines"],
  ])("are rejected with file, line and value: %j", async (content, problem) => {
    await expectError(() => load(content), "DATASET_MALFORMED", "tiny.random", problem);
  });
});

describe("tasks of AgentSociety", () => {
  const taskOf = (user_id: string, candidates: string) =>
    JSON.stringify({
      type: "recommendation",
      user_id,
      candidate_category: "product",
      candidate_list: [...candidates],
      loc: [-1, -1],
    });
  const truthOf = (item: string) => JSON.stringify({ "ground truth": item });

  async function load(entries: readonly (readonly [string, string, string])[], change = {}) {
    const files = Object.fromEntries(
      entries.flatMap(([user, candidates, truth], at) => [
        [`tasks/task_${at * 5}.json`, taskOf(user, candidates)],
        [`groundtruth/groundtruth_${at * 5}.json`, truthOf(truth)],
      ]),
    );
    const path = await writeFolder({ ...files, ...change });
    return readPublishedTasks(dataset, { path });
  }

  it("end the history before the held-out item, and hide it and what follows from fits", async () => {
    const result = await load([
      ["ann", "ehbk", "b"],
      ["bob", "cklb", "l"],
      ["ann", "bklj", "b"],
    ]);
    const { tasks, dataset: cut } = result;
    expect(tasks.map(seenBy)).toEqual(["a", "ace", "a"]);
    expect(tasks.map(({ candidates }) => candidates.join(""))).toEqual(["ehbk", "cklb", "bklj"]);
    expect(tasks.map(({ heldOut }) => heldOut)).toEqual(["b", "l", "b"]);
    const prefix = `made-up/published:${result.source}/test`;
    expect(tasks.map(({ id }) => id)).toEqual([
      `${prefix}/ann/1/0/1`,
      `${prefix}/bob/3/0/1`,
      `${prefix}/ann/1/1/1`,
    ]);
    // Neither b nor c and d of ann, and all of bob, whose held-out item is not among the interactions.
    expect(fitOf(cut)).toEqual(["ann a", "bob ace", "cat f", "dan gh"]);
    expect(dataset.interactions).toHaveLength(11);
  });

  it("are read in the order of their numbers, and of a user only those with one held-out item", async () => {
    const entries = Array.from({ length: 3 }, () => ["ann", "bcdk", "c"] as const);
    const { tasks, leftOut } = await load([...entries, ["ann", "bcdk", "d"], ["dan", "gk", "g"]]);
    expect(tasks.map(({ draw }) => draw)).toEqual([0, 1, 2]);
    expect(leftOut).toEqual({ repeatedTarget: 1, tooShort: 0, otherTarget: 1 });
  });

  it.each([
    [
      { "groundtruth/groundtruth_0.json": truthOf("l") },
      'the ground truth is "l", which is no candidate of task_0.json',
    ],
    [{ "groundtruth/groundtruth_0.json": "{}" }, "ground truth is undefined: expected an id"],
    [{ "tasks/task_0.json": "{" }, '"{" is not JSON'],
    [{ "tasks/task_0.json": taskOf("ann", "bbc") }, 'the candidate "b" is repeated'],
    [{ "tasks/task_0.json": taskOf("ann", "b") }, "expected at least two candidates"],
    [{ "tasks/task_0.json": taskOf("eve", "bc") }, 'made-up has no interaction of user "eve"'],
    [{ "tasks/task_0.json": taskOf("ann", "bz") }, 'made-up has no item "z", and lacks 1 of 2'],
    [
      {
        "tasks/task_0.json": taskOf("ann", "bc").replace(
          "recommendation",
          "user_behavior_simulation",
        ),
      },
      "expected the type recommendation",
    ],
  ])("are rejected with file and value: %j", async (change, problem) => {
    const loading = () => load([["ann", "bc", "b"]], change);
    await expectError(loading, "DATASET_MALFORMED", "_0.json", problem);
  });

  it("need a ground truth each, and at least one task", async () => {
    const files = { "tasks/task_3.json": taskOf("ann", "bc"), "tasks/notes.json": "{}" };
    const path = await writeFolder(files);
    await expectError(
      () => readPublishedTasks(dataset, { path }),
      "FILE_INACCESSIBLE",
      "groundtruth_3.json",
    );
    const empty = await writeFolder({ "tasks/notes.json": "{}" });
    await expectError(
      () => readPublishedTasks(dataset, { path: empty }),
      "DATASET_NOT_FOUND",
      "task_N.json",
    );
    const missing = join(path, "no-such-file");
    await expectError(() => readPublishedTasks(dataset, { path: missing }), "DATASET_NOT_FOUND");
  });
});
