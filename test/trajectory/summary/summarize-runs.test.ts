import { describe, expect, it } from "vitest";
import type { ModelCallRecord } from "../../../src/trajectory/model-call.js";
import { createRunSummarizer } from "../../../src/trajectory/summary/summarize-runs.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import {
  ACCEPT,
  answerStep,
  callStep,
  PLAN,
  PROFILE,
  RECOMMEND,
  stepsOf,
  teacherTrajectory,
  textStep,
} from "../../distill/transcript/support.js";

const ranked = (rank: number | null) => ({ heldOut: "12", ranking: ["10"], rank, reward: null });

const call = (agent: string, change: Partial<ModelCallRecord> = {}): ModelCallRecord => ({
  agent,
  node: "planner",
  round: 1,
  model: "m",
  input: { from: null, keep: 0, messages: [] },
  output: null,
  callIds: [],
  tools: null,
  finishReason: null,
  usage: { inputTokens: 10, outputTokens: 2 },
  ...change,
});

const repairs = [
  { kind: "words_around_json", original: "x" },
  { kind: "calls_in_text", original: "x" },
];

/** Revised once and first; not revised and fourth; failed. */
const RUNS: Trajectory[] = [
  teacherTrajectory({ calls: [call(""), call("user_profile", { repairs, unreadable: "no" })] }),
  teacherTrajectory({
    steps: [...PLAN, ...PROFILE, ...RECOMMEND],
    outcome: ranked(4),
    calls: [call("user_profile", { error: "down", repairs: repairs.slice(0, 1) })],
  }),
  teacherTrajectory({
    steps: stepsOf("user_profile", 1, callStep("call_1", "translate_evidence", {}), {
      ...answerStep("call_1", "translate_evidence", "no such user"),
      status: "error",
    }),
    status: "failed",
    error: "Error: no server after 3 s",
    outcome: null,
  }),
];

function summarize(runs: readonly Trajectory[]) {
  const summarizer = createRunSummarizer();
  for (const run of runs) summarizer.add(run);
  return summarizer.read();
}

describe("createRunSummarizer", () => {
  const summary = summarize(RUNS);

  it("counts runs, tokens and ranks", () => {
    expect(summary).toMatchObject({
      trajectories: 3,
      statuses: { completed: 2, failed: 1 },
      usage: { modelCalls: 27, inputTokens: 2400, outputTokens: 270 },
      ranks: { ranked: 2, first: 1, top3: 1, top5: 2, missed: 0 },
    });
  });

  it("counts ranks by number of revisions", () => {
    expect(summary.revisions).toEqual([
      { revisions: 0, trajectories: 2, ranked: 1, first: 0, top3: 0, top5: 1, missed: 0 },
      { revisions: 1, trajectories: 1, ranked: 1, first: 1, top3: 1, top5: 1, missed: 0 },
    ]);
  });

  it("counts where each role has the held-out item, round by round, and where it is lost", () => {
    const roles = summary.heldOut.roles.map(({ role, round, lists, named, first, meanRank }) => [
      `${role} ${round}`,
      lists,
      named,
      first,
      meanRank,
    ]);
    expect(roles).toEqual([
      ["recent_interest 1", 1, 1, 1, 1],
      ["recent_interest 2", 1, 0, 0, null],
      ["user_profile 1", 2, 0, 0, null],
      ["recommend 1", 2, 1, 1, 1],
    ]);
    expect(summary.heldOut.losses).toEqual([{ kind: "not_named", role: "", count: 1 }]);
    // No last report names the item: the second report of recent_interest names nothing.
    expect(summary.heldOut.final).toEqual({ better: 0, equal: 0, worse: 0 });
  });

  it("compares final ranks with the best last report", () => {
    const favorites = (...ids: string[]) => ({ favorites: ids.map((item_id) => ({ item_id })) });
    const run = (rank: number | null) =>
      teacherTrajectory({
        steps: [
          ...stepsOf("a", 1, textStep("analysis", favorites("10", "12"))),
          ...stepsOf("b", 1, textStep("analysis", favorites("10", "11", "12"))),
          ...RECOMMEND,
        ],
        outcome: {
          ...ranked(rank),
          ranking: rank === 1 ? ["12"] : rank === 2 ? ["10", "12"] : ["10"],
        },
      });
    const { heldOut } = summarize([run(1), run(2), run(null), run(null)]);
    expect(heldOut.final).toEqual({ better: 1, equal: 1, worse: 2 });
    expect(heldOut.losses).toEqual([{ kind: "named_lower", role: "a", count: 3 }]);
  });

  it("counts objections, who is sent back, and their sentences", () => {
    expect(summary.objections).toEqual({
      reflections: 2,
      objections: 1,
      sentBack: { recent_interest: 1 },
      sentences: [{ text: "They disagree.", count: 1 }],
    });
    const verdictless = stepsOf("", 1, textStep("reflection", "Is it [12]? No."));
    const later = stepsOf("critic", 2, textStep("analysis", "Yes."));
    const { objections } = summarize([
      teacherTrajectory({ steps: [...verdictless, ...later] }),
      teacherTrajectory({ steps: verdictless }),
      teacherTrajectory({ steps: ACCEPT }),
    ]);
    expect(objections).toMatchObject({ reflections: 3, objections: 1, sentBack: {} });
    expect(objections.sentences.map(({ text }) => text)).toEqual(["Is it [12]?", "No."]);
  });

  it("counts tool calls, errors and who calls", () => {
    expect(summary.tools).toEqual([
      {
        tool: "translate_evidence",
        calls: 5,
        errors: 1,
        trajectories: 3,
        agents: { user_profile: 3, recent_interest: 2 },
      },
      {
        tool: "lookup_user_history",
        calls: 1,
        errors: 0,
        trajectories: 1,
        agents: { recent_interest: 1 },
      },
    ]);
  });

  it("counts tokens, failures and repairs by role", () => {
    const none = { failed: 0, unreadable: 0, repairs: {} };
    expect(summary.roles).toEqual([
      { role: "planner", modelCalls: 1, inputTokens: 10, outputTokens: 2, ...none },
      {
        role: "user_profile",
        modelCalls: 2,
        inputTokens: 20,
        outputTokens: 4,
        failed: 1,
        unreadable: 1,
        repairs: { words_around_json: 2, calls_in_text: 1 },
      },
    ]);
    expect(summary.repairs).toEqual({ words_around_json: 2, calls_in_text: 1 });
  });

  it("counts reasons of failures without their numbers", () => {
    const again = teacherTrajectory({ status: "failed", error: "Error: no server after 9 s" });
    const stopped = teacherTrajectory({ status: "interrupted" });
    expect(summarize([...RUNS, again, stopped]).failures).toEqual([
      { text: "Error: no server after 3 s", count: 2 },
      { text: "The run was interrupted.", count: 1 },
    ]);
  });
});
