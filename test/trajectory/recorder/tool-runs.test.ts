import { describe, expect, it } from "vitest";
import { changesOf, pairToolRuns } from "../../../src/trajectory/recorder/tool-runs.js";
import type { RunRow } from "../../../src/trajectory/recorder/run-row.js";

const run = (id: string, rawCallId: string | undefined, ranWith: unknown, name = "find"): RunRow =>
  ({ id, name, rawCallId, ranWith }) as RunRow;
const call = (rawCallId: string, written: string, name = "find") => ({
  rawCallId,
  name,
  written: { id: written },
});
const idsOf = (pairs: readonly (RunRow | undefined)[]) => pairs.map((pair) => pair?.id);

describe("pairToolRuns", () => {
  it("pairs by id, whatever the order", () => {
    const runs = [run("r1", "b", { id: "B" }), run("r2", "a", { id: "A" })];
    expect(idsOf(pairToolRuns([call("a", "A"), call("b", "B")], runs))).toEqual(["r2", "r1"]);
  });

  it("takes the last of several attempts", () => {
    const runs = [run("r1", "a", { id: "A" }), run("r2", "a", { id: "other" })];
    expect(idsOf(pairToolRuns([call("a", "A")], runs))).toEqual(["r2"]);
  });

  it("pairs calls with one id in order", () => {
    const runs = [run("r1", "s", { id: "A" }), run("r2", "s", { id: "B" })];
    expect(idsOf(pairToolRuns([call("s", "A"), call("s", "B")], runs))).toEqual(["r1", "r2"]);
  });

  it("pairs runs without an id by arguments, then those with changed arguments", () => {
    const runs = [run("r1", undefined, { id: "X" }), run("r2", undefined, { id: "A" })];
    expect(idsOf(pairToolRuns([call("a", "A"), call("b", "B")], runs))).toEqual(["r2", "r1"]);
  });

  it("does not pair runs of another tool, with other members, or with a different id", () => {
    const runs = [
      run("r1", undefined, { id: "X" }, "send"),
      run("r2", undefined, { input: "A" }),
      run("r3", undefined, { id: "A", user: "u" }),
      run("r4", "z", { id: "A" }),
    ];
    expect(idsOf(pairToolRuns([call("a", "A")], runs))).toEqual([undefined]);
  });
});

describe("changesOf", () => {
  const offered = new Set(["find", "look"]);

  it("names another offered tool and other arguments", () => {
    const other = run("r", "a", { id: "B" }, "look");
    expect(changesOf(call("a", "A"), other, offered)).toEqual({
      ranAs: "look",
      ranWith: { id: "B" },
    });
  });

  it("is empty for an equal run, a renamed one, one without arguments, and none", () => {
    const equal = run("r", "a", { id: "A" });
    const renamed = run("r", "a", { id: "A" }, "RunnableTool");
    for (const tool of [equal, renamed, run("r", "a", undefined), undefined]) {
      expect(changesOf(call("a", "A"), tool, offered)).toEqual({});
    }
  });
});
