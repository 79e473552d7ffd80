import { END, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder, type Classify } from "../../../src/entries/recorder.js";
import { EMPTY, State, ask, countingModel, lines } from "./support.js";

describe("agents, nodes and rounds", () => {
  it("count the passes of an agent and of a node with a star_step", async () => {
    const model = countingModel();
    let visits = 0;
    const loop = new StateGraph(State)
      .addNode("model", ask(model))
      .addEdge(START, "model")
      .addConditionalEdges("model", () => (visits++ % 2 === 0 ? "model" : END), ["model", END])
      .compile();
    const team = new StateGraph(State).addNode("member", loop).addEdge(START, "member").compile();
    const graph = new StateGraph(State)
      .addNode("team", team)
      .addNode("reflector", ask(model), { metadata: { star_step: "reflection" } })
      .addNode("plain", ask(model))
      .addEdge(START, "team")
      .addEdge("team", "reflector")
      .addEdge("reflector", "plain")
      .addConditionalEdges("plain", () => (visits < 4 ? "team" : END), ["team", END])
      .compile();
    const recorder = new TrajectoryRecorder();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    expect(lines(recorder.take())).toEqual([
      "analysis team/member/model 1: 1",
      "analysis team/member/model 1: 2",
      "reflection reflector 1: 3",
      "analysis plain 1: 4",
      "analysis team/member/model 2: 5",
      "analysis team/member/model 2: 6",
      "reflection reflector 2: 7",
      "analysis plain 1: 8",
    ]);
  });
});

describe("kinds of steps", () => {
  const graph = (metadata: Record<string, string>, own?: Record<string, string>) => {
    const model = countingModel();
    const inner = new StateGraph(State)
      .addNode("leaf", async () => ({
        messages: [await model.invoke("go", own === undefined ? {} : { metadata: own })],
      }))
      .addEdge(START, "leaf")
      .compile();
    return new StateGraph(State)
      .addNode("agent", inner, { metadata })
      .addEdge(START, "agent")
      .compile();
  };

  async function kindOf(runnable: ReturnType<typeof graph>, classify?: Classify) {
    const recorder = new TrajectoryRecorder(classify === undefined ? {} : { classify });
    await runnable.invoke(EMPTY, { callbacks: [recorder] });
    return recorder.take().steps[0]?.kind;
  }

  it("come from the star_step of the node or of a node around it, unless the call has its own", async () => {
    expect(await kindOf(graph({ star_step: "reflection" }))).toBe("reflection");
    expect(await kindOf(graph({ star_step: "plan" }, { star_step: "recommend" }))).toBe(
      "recommend",
    );
    expect(await kindOf(graph({}))).toBe("analysis");
    expect(await kindOf(graph({ star_step: "tool_call" }))).toBe("analysis");
  });

  it("come from classify first, which gets node, path and reply", async () => {
    const seen: unknown[] = [];
    const classify: Classify = (...all) => {
      seen.push(all);
      return all[2].text === "1" ? "recommend" : undefined;
    };
    expect(await kindOf(graph({ star_step: "plan" }), classify)).toBe("recommend");
    expect(seen).toEqual([
      [
        "leaf",
        ["agent"],
        { text: "1", calls: [], starStep: "plan", prompt: [{ role: "user", content: "go" }] },
      ],
    ]);
    expect(await kindOf(graph({ star_step: "plan" }), () => undefined)).toBe("plan");
  });
});
