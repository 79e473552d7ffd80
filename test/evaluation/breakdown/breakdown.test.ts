import { describe, expect, it } from "vitest";
import { findDisagreements } from "../../../src/evaluation/breakdown/find-disagreements.js";
import { measureGroups, splitEvenly } from "../../../src/evaluation/breakdown/measure-groups.js";
import type { TaskRecord } from "../../../src/evaluation/task-record.js";
import { makeTasks } from "../support.js";

function recordsOf(policy: string, ranks: readonly number[]): TaskRecord[] {
  return makeTasks(ranks.length).map(({ id, userId }, index) => ({
    policy,
    taskId: id,
    userId,
    rank: ranks[index] ?? 1,
    appended: 0,
    error: null,
    modelCalls: null,
    tokens: null,
    latencyMs: null,
    simulatedLatencyMs: null,
    top: ["b", "a"],
  }));
}

describe("splitEvenly", () => {
  it.each([
    { values: [1, 2, 3, 4, 5, 6, 7, 8], ranges: "1-2 3-4 5-6 7-8" },
    { values: [8, 1, 5, 4, 3], ranges: "1-3 4-4 5-5 8-8" }, // 2, 1, 1 and 1 of five
    { values: [5, 5, 5, 5, 9], ranges: "5-5 9-9" }, // equal ones stay together
    { values: [0, 0, 0, 1, 2, 3, 4, 5], ranges: "0-0 1-1 2-3 4-5" },
    { values: [7], ranges: "7-7" },
    { values: [], ranges: "" },
  ])("of $values is $ranges", ({ values, ranges }) => {
    expect(
      splitEvenly(values, 4)
        .map(([from, to]) => `${from}-${to}`)
        .join(" "),
    ).toBe(ranges);
  });
});

describe("measureGroups", () => {
  // Histories of 1, 1, 2 and 5 interactions; the held-out items a, b, c and d.
  const tasks = makeTasks(4).map((task, index) => ({
    ...task,
    history: Array.from({ length: [1, 1, 2, 5][index] ?? 0 }, () => task.history[0]!),
    heldOut: "abcd"[index] ?? "",
  }));
  const interactions = new Map([
    ["a", 10],
    ["b", 3],
    ["d", 3],
  ]);
  const entries = [{ name: "one", members: [recordsOf("one", [1, 9, 2, 4])] }];

  it("has HR of the tasks of each group, with an interval and the range of values", () => {
    const [history, popularity] = measureGroups(
      entries,
      { tasks, interactions },
      { resamples: 50 },
    );
    const shown = (breakdown: typeof history) =>
      breakdown?.groups.map(({ from, to, tasks: count, users, rows }) => ({
        range: `${from}-${to}`,
        count,
        users,
        HR: Number(rows[0]?.HR.toFixed(4)),
      }));
    // HR of ranks 1, 9, 2 and 4 is 1, 0, 2/3 and 1/3.
    expect([history?.by, shown(history)]).toEqual([
      "history",
      [
        { range: "1-1", count: 2, users: 2, HR: 0.5 },
        { range: "2-2", count: 1, users: 1, HR: 0.6667 },
        { range: "5-5", count: 1, users: 1, HR: 0.3333 },
      ],
    ]);
    expect([popularity?.by, shown(popularity)]).toEqual([
      "popularity",
      [
        { range: "0-0", count: 1, users: 1, HR: 0.6667 }, // c, without interactions
        { range: "3-3", count: 2, users: 2, HR: 0.1667 }, // b and d
        { range: "10-10", count: 1, users: 1, HR: 1 },
      ],
    ]);
    expect(history?.groups[0]?.rows[0]?.ci95).toEqual([0, 1]);
  });
});

describe("findDisagreements", () => {
  const pair = { student: "student", teacher: "teacher" };

  it("lists the largest differences in HR first, then in rank, then in order, and counts all", () => {
    // HR 1 of rank 1; 2/3 of 2 and 3; 1/3 of 4 and 5; 0 beyond.
    const student = recordsOf("student", [1, 6, 1, 9, 4, 1, Infinity]);
    const teacher = recordsOf("teacher", [6, 8, 6, 1, 4, 20, 6]);
    const found = findDisagreements(pair, [...teacher, ...student], {
      tasks: makeTasks(7),
      interactions: new Map([["a", 4]]),
      titles: new Map([["a", { title: "Title of a" }]]),
    });
    const users = (side: typeof found.corrected) =>
      side.largest.map(({ taskId }) => taskId.split("/")[3]).join(" ");
    expect(found.corrected.tasks).toBe(4);
    expect(users(found.corrected)).toBe("u5 u0 u2 u1"); // 1 by 19 ranks, 1 by 5 twice, 0 by 2
    expect(users(found.failed)).toBe("u3 u6"); // 1 by 8; 0 by the missing answer
    expect([found.failed.tasks, found.equal]).toEqual([2, 1]);
    expect(found.failed.largest[1]).toEqual({
      taskId: "tiny/classic/test/u6/1/0/7",
      heldOut: "Title of a",
      history: 1,
      interactions: 4,
      student: { rank: null, first: "b" },
      teacher: { rank: 6, first: "b" },
    });
  });

  it("lists ten tasks a side", () => {
    const options = { tasks: makeTasks(30), interactions: new Map<string, number>() };
    const records = [
      ...recordsOf(
        "student",
        Array.from({ length: 30 }, () => 1),
      ),
      ...recordsOf(
        "teacher",
        Array.from({ length: 30 }, () => 2),
      ),
    ];
    const { corrected, failed } = findDisagreements(pair, records, options);
    expect([corrected.tasks, corrected.largest.length, failed.largest.length]).toEqual([30, 10, 0]);
  });
});
