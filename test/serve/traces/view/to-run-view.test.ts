import { beforeAll, describe, expect, it } from "vitest";
import type { RunView } from "../../../../src/serve/traces/view/run-view.js";
import { toRunView } from "../../../../src/serve/traces/view/to-run-view.js";
import type { Trajectory } from "../../../../src/trajectory/trajectory.js";
import { listModelCalls } from "../../../../src/trajectory/unpack-calls.js";
import {
  CANDIDATES,
  evidenceAnswer,
  RANKING,
  stepsOf,
  teacherTrajectory,
  textStep,
} from "../../../distill/transcript/support.js";
import { runTeacher } from "../support.js";

const names = ({ segments }: RunView) => segments.map(({ name, round }) => `${name} ${round}`);

describe("toRunView of a teacher's run", () => {
  let runs: Trajectory[] = [];
  let views: RunView[] = [];
  beforeAll(async () => {
    runs = await runTeacher();
    views = runs.map(toRunView);
  });

  it("puts every step and every call into one segment", () => {
    for (const { steps, calls, segments } of views) {
      const all = segments.flatMap((segment) => segment.steps);
      expect(all.toSorted((a, b) => a - b)).toEqual(steps.map((_, at) => at));
      const ownCalls = segments.flatMap((segment) => segment.calls);
      expect(ownCalls.toSorted((a, b) => a - b)).toEqual(calls.map((_, at) => at));
      expect(steps.every((step, at) => segments[step.segment]?.steps.includes(at))).toBe(true);
    }
  });

  it("finds the call that wrote each step", () => {
    for (const [at, { steps }] of views.entries()) {
      const calls = listModelCalls(runs[at]!);
      for (const step of steps) {
        if (step.kind === "tool_response") expect(step.call).toBeNull();
        else if (step.kind === "tool_call")
          expect(calls[step.call!]?.callIds).toContain(step.callId);
        else expect(calls[step.call!]?.output?.content).toBe(step.content);
      }
    }
  });

  it("sums tokens and times as the run states them", () => {
    for (const { segments, run } of views) {
      const sum = (name: "inputTokens" | "outputTokens") =>
        segments.reduce((total, segment) => total + segment[name], 0);
      expect([sum("inputTokens"), sum("outputTokens")]).toEqual([
        run.usage.inputTokens,
        run.usage.outputTokens,
      ]);
      for (const { startMs, endMs, bars } of segments) {
        expect(startMs).toBe(Math.min(...bars.map((bar) => bar.startMs)));
        expect(endMs).toBe(Math.max(...bars.map((bar) => bar.startMs + bar.durationMs)));
      }
    }
  });

  it("has parallel agents in one column of the path, and the last segment on the critical path", () => {
    for (const { path, segments } of views) {
      const column = (name: string) => path.nodes.find((node) => node.name === name)?.column;
      const agents = path.nodes.filter(({ name }) => /_/.test(name));
      expect(new Set(agents.map((node) => node.column))).toEqual(new Set([1]));
      expect([column("planner"), column("reflector"), column("ranker")]).toEqual([0, 2, 3]);
      expect(segments.at(-1)).toMatchObject({ name: "ranker", isCritical: true });
      expect(segments[0]).toMatchObject({ name: "planner", isCritical: true });
    }
  });

  it("ends the ranks with the result", () => {
    for (const { ranks, run } of views) {
      expect(ranks.at(-1)).toMatchObject({
        title: "result",
        order: run.outcome?.ranking,
        segment: null,
      });
      expect(ranks.length).toBeGreaterThan(1);
      for (const { order } of ranks) expect(new Set(order).size).toBe(order.length);
    }
  });

  it("can be sent as JSON", () => {
    expect(JSON.parse(JSON.stringify(views))).toEqual(views);
  });
});

describe("toRunView", () => {
  const view = toRunView(teacherTrajectory(), 4);

  it("groups steps by agent and round", () => {
    expect(names(view)).toEqual([
      "plan 1",
      "recent_interest 1",
      "user_profile 1",
      "reflection 1",
      "recent_interest 2",
      "reflection 2",
      "recommend 1",
    ]);
    expect(view.position).toBe(4);
  });

  it("orders candidates as an agent named them, then by the evidence that it read", () => {
    const [first] = view.ranks;
    expect(first).toMatchObject({ title: "recent_interest", named: 1 });
    expect(first?.order[0]).toBe("12");
    const others = CANDIDATES.map(({ id }) => id).filter((id) => id !== "12");
    // The evidence of the last candidate is the strongest.
    expect(first?.order.slice(1)).toEqual(others.toReversed());
    expect(view.ranks.at(-1)?.order).toEqual(RANKING);
  });

  it("shows what a reflector asked, and what was named before and after", () => {
    expect(view.objections.map(({ verdict, round }) => `${verdict} ${round}`)).toEqual([
      "revise 1",
      "accept 2",
    ]);
    expect(view.objections[0]?.revisions).toEqual([
      { agent: "recent_interest", question: "Is it [12]?", before: ["12"], after: [], segment: 4 },
    ]);
  });

  it("reads tables of evidence", () => {
    const table = view.steps.find(({ evidence }) => evidence !== null)?.evidence;
    expect(table?.columns.map(({ kind }) => kind)).toEqual(["together_3", "popularity"]);
    expect(table?.rows).toHaveLength(20);
    expect(table?.headline).toBe(evidenceAnswer().split("\n")[0]);
  });

  it("knows titles of candidates and of the history", () => {
    const titles = new Map(view.items);
    expect([titles.get("12"), titles.get("3")]).toEqual(["Film 12", "Past 3"]);
  });

  it("keeps a conversation of one node together, with the answers of its tools", () => {
    const turn = (at: number) => [
      ...stepsOf("", 1, { ...textStep("analysis", `turn ${at}`), node: "model" }),
      ...stepsOf("", 1, {
        kind: "tool_call",
        callId: `c${at}`,
        name: "look",
        arguments: {},
        node: "model",
      }),
      ...stepsOf("", 1, {
        kind: "tool_response",
        callId: `c${at}`,
        name: "look",
        content: "x",
        status: "success",
        node: "tools",
      }),
    ];
    const chat = teacherTrajectory({
      task: null,
      outcome: null,
      steps: [...turn(1), ...turn(2), ...turn(3)],
    });
    const { segments, ranks, path } = toRunView(chat, 0);
    expect(segments.map(({ name, steps }) => [name, steps.length])).toEqual([["model", 9]]);
    expect(ranks).toEqual([]);
    expect(path.edges).toEqual([]);
  });

  it("survives answers that are no objects, and ids that objects have as members", () => {
    const strange = [
      "null",
      "[1]",
      '{"favorites":[null,1,{"item_id":2}]}',
      '{"verdict":1}',
      '{"verdict":"revise","revisions":7}',
    ];
    const steps = strange.flatMap((text) =>
      stepsOf("", 1, textStep("reflection", text), textStep("analysis", text)),
    );
    const outcome = {
      heldOut: "__proto__",
      ranking: ["__proto__", "constructor"],
      rank: 1,
      reward: null,
    };
    const { objections, items } = toRunView(teacherTrajectory({ steps, outcome }), 0);
    expect(objections.map(({ revisions }) => revisions)).toEqual([[]]);
    expect(new Map(items).get("__proto__")).toBeUndefined();
  });
});
