import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeDataset } from "../../src/data/describe-dataset.js";
import { splitTargets } from "../../src/data/split-targets.js";
import { countScenarios } from "../../src/data/targets.js";
import { createTasks } from "../../src/data/tasks.js";
import { type Scenario, SCENARIOS } from "../../src/types.js";
import { datasetOf, expectError, interactionsOf } from "./support.js";

const DAY = 86_400;
const items = Array.from({ length: 40 }, (_, index) => `i${index}`);

/** A user's interactions with the items `from`, `from + 1` and so on, on these days. */
const rows = (user: string, days: readonly number[], from = 0) =>
  days.map((day, index) => `${user} i${from + index} ${day * DAY}`);

const make = (lines: readonly string[], scenario: Scenario, more: object = {}) =>
  createTasks(datasetOf(interactionsOf(...lines), { items, ...more }), { split: "test", scenario });

/** User and visible items of each task, by user. */
const seen = (...given: Parameters<typeof make>) =>
  make(...given)
    .tasks.map(({ userId, history }) => `${userId}: ${history.map((one) => one.itemId).join(" ")}`)
    .toSorted();

describe("cold_start_user", () => {
  it("has the users with at most five interactions before the target, whose history is visible", () => {
    const lines = [...rows("five", [1, 2, 3, 4, 5, 6]), ...rows("six", [1, 2, 3, 4, 5, 6, 7])];
    expect(seen(lines, "cold_start_user")).toEqual(["five: i0 i1 i2 i3 i4"]);
    expect(make(lines, "cold_start_user")).toMatchObject({
      supply: 1,
      leftOut: { otherScenario: 1, repeatedTarget: 0, tooShort: 0 },
    });
  });
});

describe("cold_start_item", () => {
  it("has the targets whose item has at most five interactions in the fit", () => {
    // The test targets of a to g: i1 for all of them, which are not in the fit, so that it has the 5 or 6 of others.
    const others = (count: number) =>
      Array.from({ length: count }, (_, user) => rows(`other${user}`, [1, 2], 1)).flat();
    const lines = rows("ann", [1, 2]);
    expect(seen([...lines, ...others(5)], "cold_start_item")).toContain("ann: i0");
    expect(seen([...lines, ...others(6)], "cold_start_item")).not.toContain("ann: i0");
  });

  it("does not count what the split hides", () => {
    // Six users whose test target is i1: the fit has none of these interactions.
    const lines = Array.from({ length: 6 }, (_, user) => rows(`u${user}`, [1, 2])).flat();
    expect(make(lines, "cold_start_item").supply).toBe(6);
  });
});

describe.each([
  { scenario: "evolving_long", days: 90 },
  { scenario: "evolving_short", days: 7 },
] as const)("$scenario", ({ scenario, days }) => {
  it(`shows the ${days} days before the target, and has the targets with an interaction in them`, () => {
    const lines = [
      ...rows("ann", [0, 100 - days - 0.001, 100 - days, 99, 100]),
      ...rows("bob", [0, 100 - days - 0.001, 100]),
    ];
    expect(seen(lines, scenario)).toEqual(["ann: i2 i3"]);
    expect(make(lines, scenario).leftOut.otherScenario).toBe(1);
  });

  it("is rejected for a dataset with the order of interactions only", async () => {
    const ordered = () => make(rows("ann", [1, 2]), scenario, { clock: "order" });
    await expectError(ordered, "SCENARIO_UNSUPPORTED", "real timestamps", "star data describe");
  });
});

describe("every scenario", () => {
  it.each([
    ["cold_start_user", rows("ann", [1, 2, 3, 4, 5, 6, 7]), "at most 5 interactions of the user"],
    ["evolving_short", rows("ann", [1, 20]), "an interaction in the 7 days before"],
  ] as const)(
    "%s is rejected without such a target, with the rule",
    async (scenario, lines, rule) => {
      await expectError(
        () => make(lines, scenario),
        "SCENARIO_UNSUPPORTED",
        `made-up has no test task of the scenario "${scenario}". Its tasks are those with ${rule}`,
        "classic",
      );
    },
  );

  it("has the candidates of the same classic tasks, and shows a part of their history", () => {
    const line = fc.tuple(fc.nat(5), fc.nat(12), fc.nat(200));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const log = lines.map(([user, item, day]) => `u${user} i${item} ${day * DAY}`);
        const classic = new Map(
          make(log, "classic").tasks.map((task) => [`${task.userId} ${task.heldOut}`, task]),
        );
        const dataset = datasetOf(interactionsOf(...log), { items });
        const counts = countScenarios(dataset, splitTargets(dataset));
        for (const scenario of SCENARIOS) {
          if (counts[scenario].tasks === 0) continue;
          const { tasks, supply } = make(log, scenario);
          expect(supply).toBe(counts[scenario].tasks);
          for (const task of tasks) {
            const whole = classic.get(`${task.userId} ${task.heldOut}`)!;
            expect(task.candidates).toEqual(whole.candidates);
            const { length } = task.history;
            expect(task.history).toEqual(whole.history.slice(whole.history.length - length));
          }
        }
      }),
    );
  });

  it("is counted by describeDataset, with the reason if there is no task", () => {
    const lines = rows("ann", [1, 20]);
    const of = (more: object) =>
      describeDataset(datasetOf(interactionsOf(...lines), { items, ...more })).scenarios;
    expect(of({})).toEqual({
      classic: { tasks: 1 },
      cold_start_user: { tasks: 1 },
      cold_start_item: { tasks: 1 },
      evolving_long: { tasks: 1 },
      evolving_short: { tasks: 0, reason: expect.stringContaining("no test task") },
    });
    expect(of({ clock: "order" }).evolving_long).toEqual({
      tasks: 0,
      reason: expect.stringContaining("real timestamps"),
    });
  });
});
