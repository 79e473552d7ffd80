import { describe, expect, it } from "vitest";
import { listCandidateLists, readCandidates } from "../../src/trajectory/candidate-lists.js";
import { RANKING, teacherTrajectory } from "../distill/transcript/support.js";

const KNOWN = new Set(["12", "13", "a b"]);

describe("readCandidates", () => {
  it.each([
    ['{"favorites": [{"item_id": "13", "reason": "12 of 20"}, {"item_id": "12"}]}', ["13", "12"]],
    ['{"reasoning": "[12] first", "favorites": []}', []],
    ['{"tastes": ["Comedy"], "picks": ["99", "12", 13, "12"]}', ["12", "13"]],
    ["user_profile: [13] Film and [a b] Tea lead, not [99]; [13] most.", ["13", "a b"]],
    [
      '<reflection>\nThey agree.\n</reflection>\n<recommend>\n["12", "13"]\n</recommend>',
      ["12", "13"],
    ],
    ["nothing", []],
  ])("reads %j", (text, ids) => {
    expect(readCandidates(text, KNOWN)).toEqual(ids);
  });
});

describe("listCandidateLists", () => {
  it("lists the report of every agent and round, then the final ranking", () => {
    const lists = listCandidateLists(teacherTrajectory());
    expect(lists.map(({ agent, round, isFinal, items }) => [agent, round, isFinal, items])).toEqual(
      [
        ["recent_interest", 1, false, ["12"]],
        ["user_profile", 1, false, []],
        ["recent_interest", 2, false, []],
        ["", 1, true, RANKING],
      ],
    );
  });

  it("lists nothing without a task, and no final ranking without an outcome", () => {
    expect(listCandidateLists(teacherTrajectory({ task: null }))).toEqual([]);
    const lists = listCandidateLists(teacherTrajectory({ outcome: null }));
    expect(lists.map(({ isFinal }) => isFinal)).toEqual([false, false, false]);
  });
});
