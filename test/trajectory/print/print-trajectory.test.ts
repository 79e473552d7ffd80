import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  renderTrajectory,
  summarizeTrajectories,
} from "../../../src/trajectory/print/print-trajectory.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { hostileText } from "../../distill/transcript/hostile.js";
import {
  answerStep,
  stepsOf,
  callStep,
  historyAnswer,
  RANKING,
  textStep,
  STEPS,
  teacherTrajectory,
} from "../../distill/transcript/support.js";

const page = renderTrajectory(teacherTrajectory());

describe("renderTrajectory", () => {
  it("shows all steps in order", () => {
    const headings = page.split("\n").filter((line) => /^\S/.test(line));
    expect(headings.slice(2)).toEqual([
      "Task",
      "Plan",
      "recent_interest",
      "user_profile",
      "Reflection",
      "recent_interest, round 2 (asked again)",
      "Reflection, round 2",
      "Ranking",
      "Outcome",
      "Cost",
    ]);
  });

  it("shows JSON answers as prose", () => {
    expect(page).not.toMatch(/[{}]/);
    expect(page).toContain("A short history.");
    expect(page).toContain("- recent_interest: What now?");
    expect(page).toContain("- [12] Film 12: with last 3");
    expect(page).toContain("Verdict: revise");
  });

  it("shows calls with their arguments", () => {
    expect(page).toContain('lookup_user_history(user_id: "7", window: "recent", limit: 10)');
  });

  it("shows the strongest evidence and the number of omitted lines", () => {
    expect(page).toContain(
      "[29] with last 3: 19 of 90, 3x chance, top 31.0%; all users: 9 of 90, 3x chance, top 60.0%",
    );
    expect(page).not.toContain("[10] with last 3");
    expect(page).toContain("(left out: 17 weaker items, 34 weaker readings)");
  });

  it("shows the first and last lines of a history", () => {
    expect(page).toContain('    1.\n    [1] "Past 1" (Comedy)\n    … 5 lines …\n    [7] "Past 7"');
  });

  it("shows complete answers with full", () => {
    const full = renderTrajectory(teacherTrajectory(), { full: true });
    for (const line of historyAnswer.split("\n")) expect(full).toContain(line);
    expect(full).not.toContain("left out");
  });

  it("marks the held-out item and explains its rank", () => {
    expect(page).toContain("1. [12] Film 12  <- held out");
    expect(page).toContain("The user chose [12] Film 12 next: rank 1, a hit within 1, 3, 5.");
    const missed = { heldOut: "12", ranking: ["10"], rank: null, reward: -1 };
    expect(renderTrajectory(teacherTrajectory({ outcome: missed }))).toContain(
      "not in the ranking. Reward -1.00.",
    );
  });

  it("keeps the ranking of a run without an outcome", () => {
    expect(renderTrajectory(teacherTrajectory({ outcome: null }))).toContain(
      `Ranking: ${RANKING.slice(0, 5).join(", ")}`,
    );
  });

  it("shows a failed execution without a task", () => {
    const steps = stepsOf(
      "",
      1,
      { ...callStep("call_1", "search", '{"q": '), node: "model" },
      { ...answerStep("call_1", "search", "Bad\narguments."), status: "error", node: "tools" },
      { ...textStep("analysis", "Plain words {not json}."), node: "model" },
    );
    const other = teacherTrajectory({
      task: null,
      outcome: null,
      prompt: [{ role: "user", content: "Search." }],
      steps,
      status: "failed",
      error: "Error: no network",
      incomplete: true,
    });
    const shown = renderTrajectory(other);
    expect(shown).toContain("user: Search.");
    expect(shown).toContain('calls search(broken arguments) {"q":');
    expect(shown).toContain("Plain words {not json}.");
    expect(shown).toContain("failed: Error: no network");
    expect(shown).toContain("Work was done that the steps do not show.");
  });

  it("replaces the tags of a student's blocks by headings", () => {
    const steps = stepsOf(
      "",
      1,
      textStep("analysis", "<plan>\nLook.\n</plan>"),
      textStep(
        "recommend",
        '<reflection>\nGood.\n</reflection>\n<recommend>\n["12"]\n</recommend>',
      ),
    );
    const shown = renderTrajectory(teacherTrajectory({ steps }));
    expect(shown).toContain("\nanalysis\n  Plan: Look.\n");
    expect(shown).toContain('\nRanking\n  Reflection: Good.\n  Recommend: ["12"]\n');
  });

  it("fits the width", () => {
    const narrow = renderTrajectory(teacherTrajectory(), { width: 60 });
    const wide = narrow.split("\n").filter((line) => line.length > 60 && / \S+ /.test(line.trim()));
    expect(wide).toEqual([]);
  });

  it("uses colors only with color", () => {
    expect(page).not.toContain("\u001b");
    expect(renderTrajectory(teacherTrajectory(), { color: true })).toContain(
      "\u001b[1mPlan\u001b[0m",
    );
  });

  it("escapes control characters in untrusted text", () => {
    const acting = /[^\P{Cc}\n]|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;
    const outside = fc.oneof(hostileText, fc.string({ unit: "binary" }));
    const evil = (text: string): Trajectory =>
      teacherTrajectory({
        id: text,
        prompt: [{ role: "user", content: text }],
        steps: [
          ...STEPS,
          ...stepsOf(text, 1, textStep("analysis", text), callStep(text, text, { [text]: text }), {
            ...answerStep(text, text, `\u001b]0;title\u0007${text}`),
            status: "error",
          }),
        ],
        outcome: { heldOut: text, ranking: [text], rank: 1, reward: 0 },
      });
    fc.assert(
      fc.property(outside, (text) => {
        expect(renderTrajectory(evil(text))).not.toMatch(acting);
        expect(renderTrajectory(evil(text), { full: true })).not.toMatch(acting);
        expect(summarizeTrajectories([evil(text)]).trimEnd()).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 50 },
    );
  });
});

describe("summarizeTrajectories", () => {
  it("writes one line per trajectory with id, rank, steps and revisions", () => {
    const failed = teacherTrajectory({ id: "b", outcome: null, steps: [], status: "failed" });
    expect(summarizeTrajectories([teacherTrajectory({ id: "a" }), failed]).split("\n")).toEqual([
      "a  rank 1     15 steps   9 model calls   revised 1x",
      "b  rank -     0 steps    9 model calls                failed",
      "",
    ]);
  });
});
