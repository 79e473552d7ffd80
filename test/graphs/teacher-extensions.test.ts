import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { createAgent } from "langchain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { GraphAgent, QuestionGraph, TeacherAgent } from "../../src/graphs/agent-definition.js";
import { DEFAULT_AGENTS } from "../../src/graphs/agents/default-agents.js";
import { PLANNER_PROMPT } from "../../src/graphs/agents/planner.js";
import { drawGraph } from "../../src/graphs/draw.js";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import { createTeacher } from "../../src/graphs/teacher.js";
import type { CreateTeacherOptions } from "../../src/graphs/teacher-options.js";
import { createTools } from "../../src/tools/create-tools.js";
import { toTrajectory } from "../../src/trajectory/recorder/to-trajectory.js";
import { TrajectoryRecorder } from "../../src/trajectory/recorder/recorder.js";
import { dailyInteractions, fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";
import {
  ACCEPT,
  calling,
  collect,
  planFor,
  reportOn,
  revise,
  script,
  ScriptedModel,
} from "./support.js";

const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const input = toGraphInput(task, tinyShop);
const context = { task };
const evidence = ["translate_evidence", { user_id: "u1", item_id: "d", focus: "all" }] as const;
const definition = { name: "critic", description: "finds flaws", prompt: "You are the critic." };

/** A compiled teacher whose plan asks the given agents. */
function teach(agents: readonly TeacherAgent[], options: Partial<CreateTeacherOptions> = {}) {
  const names = agents.map(({ name }) => name);
  const llm = script({ planner: [planFor(...names)], critic: [reportOn("d")] });
  return { llm, teacher: createTeacher({ llm, tools, agents, ...options }).compile() };
}

describe("an agent with its own model and tools", () => {
  it("asks its own model, all other roles the teacher's", async () => {
    const own = new ScriptedModel({ critic: [reportOn("f")] });
    const { llm, teacher } = teach([{ ...definition, tools: [], llm: own }]);
    const { findings } = await teacher.invoke(input, { context });
    expect(findings[0]?.answer).toContain("I like f.");
    expect([own.rolesAsked("critic"), llm.rolesAsked("critic"), llm.rolesAsked("ranker")]).toEqual([
      1, 0, 1,
    ]);
  });

  it("calls a tool object beside named tools; other agents do not get it", async () => {
    const price = tool(({ id }) => `${id} costs 5.`, {
      name: "price",
      schema: z.object({ id: z.string() }),
    });
    const priced = { ...definition, tools: ["translate_evidence", price] };
    const other = {
      ...definition,
      name: "other",
      prompt: "You are the other.",
      tools: ["translate_evidence"],
    };
    const llm = script({
      planner: [planFor("critic", "other")],
      critic: [calling(["price", { id: "d" }], evidence), reportOn("d")],
      other: [reportOn("d")],
    });
    const teacher = createTeacher({ llm, tools, agents: [priced, other] }).compile();
    const { findings } = await teacher.invoke(input, { context });
    expect(findings[0]?.observations).toMatchObject([
      { tool: "price", text: "d costs 5." },
      { tool: "translate_evidence" },
    ]);
    const offered = (role: string) => llm.asked.find((asked) => asked.role === role)?.tools;
    expect(offered("critic")).toEqual(["translate_evidence", "price"]);
    expect(offered("other")).toEqual(["translate_evidence"]);
  });
});

const say = (content: string, ...names: string[]) =>
  new AIMessage({
    content,
    tool_calls: names.map((name) => ({ id: name, name, args: evidence[1] })),
  });

/** Agents of the real packages that call a tool and answer. */
const AGENT_PACKAGES: Readonly<Record<string, () => QuestionGraph>> = {
  "createReactAgent of @langchain/langgraph": () =>
    createReactAgent({
      llm: fakeModel().respond(say("", "translate_evidence")).respond(say("d is best.")),
      tools,
      name: "expert",
    }) as QuestionGraph,
  "createAgent of langchain": () =>
    createAgent({
      model: fakeModel().respond(say("", "translate_evidence")).respond(say("d is best.")),
      tools,
      name: "expert",
    }).graph as QuestionGraph,
};

describe.each(Object.entries(AGENT_PACKAGES))("a graph agent made by %s", (_, createGraph) => {
  const expert = (): GraphAgent => ({
    name: "expert",
    description: "knows all",
    graph: createGraph(),
  });

  it("answers its question from what its tools read of the task, beside default agents", async () => {
    const llm = script({ planner: [planFor("expert", "user_profile")] });
    const agents = [...DEFAULT_AGENTS, expert()];
    const teacher = createTeacher({ llm, tools, agents }).compile();
    // One interaction more than the index has, so that the answer shows where the history comes from.
    const longer = { ...task, history: dailyInteractions("u1", ["a", "b", "c", "e"]) };
    const { findings, ranking } = await teacher.invoke(input, { context: { task: longer } });
    expect(findings[0]).toMatchObject({
      agent: "expert",
      round: 1,
      question: "What does expert see?",
      answer: "d is best.",
      observations: [{ tool: "translate_evidence" }],
    });
    expect(findings[0]?.observations[0]?.text).toMatch(
      /^Evidence for user u1, focus all\. .* 2 of them new to the user\.$/m,
    );
    expect(findings[1]?.agent).toBe("user_profile");
    expect(ranking).toEqual(["e", "d", "f"]);
    expect(llm.read("planner")).toContain("- expert: knows all");
    expect(llm.read("ranker")).toContain("### expert read translate_evidence");
    expect(llm.read("ranker")).toContain("Answered: d is best.");
  });

  it("streams and is recorded under its own name", async () => {
    const { teacher } = teach([expert()]);
    const namespaces = await collect(
      await teacher.stream(input, { context, streamMode: "updates", subgraphs: true }),
      ([namespace]) => namespace[0]?.split(":")[0],
    );
    expect(namespaces).toContain("expert");

    const recorder = new TrajectoryRecorder();
    await teach([expert()]).teacher.invoke(input, { context, callbacks: [recorder] });
    const about = { task: null, fingerprint: "x", temperature: null, outcome: null };
    const { steps } = toTrajectory(recorder.take(), { id: "1", tools, ...about });
    expect(steps.filter(({ agent }) => agent === "expert").map(({ kind }) => kind)).toEqual([
      "tool_call",
      "tool_response",
      "analysis",
    ]);
  });

  it("is drawn with its nodes", async () => {
    const svg = await drawGraph(teach([expert()]).teacher, { xray: true });
    expect(svg).toContain("expert");
    expect(svg).toContain("tools");
  });
});

describe("a graph agent of your own", () => {
  const State = Annotation.Root({
    question: Annotation<string>,
    earlier: Annotation<string>,
    answer: Annotation<string>,
    structuredResponse: Annotation<Record<string, unknown>>,
  });
  const graphOf = (run: (state: typeof State.State) => Partial<typeof State.State>) =>
    new StateGraph(State).addNode("run", run).addEdge(START, "run").addEdge("run", END).compile();
  const agentOf = (graph: QuestionGraph) => ({ name: "own", description: "mine", graph });

  it("reads `question` and `earlier`, writes `answer`, and can be asked again", async () => {
    const graph = graphOf(({ question, earlier }) => ({
      answer: `${question} after "${earlier}"`,
    }));
    const llm = script({ planner: [planFor("own")], reflector: [revise("own"), ACCEPT] });
    const teacher = createTeacher({ llm, tools, agents: [agentOf(graph)] }).compile();
    const { findings } = await teacher.invoke(input, { context });
    expect(findings.map(({ answer }) => answer)).toEqual([
      'What does own see? after ""',
      'own, look again. after "What does own see? after """',
    ]);
  });

  it("may answer with structuredResponse, which becomes JSON", async () => {
    const graph = graphOf(() => ({ structuredResponse: { best: "d" } }));
    const { findings } = await teach([agentOf(graph)]).teacher.invoke(input, { context });
    expect(findings[0]).toMatchObject({ answer: '{"best":"d"}', observations: [] });
  });

  it("gets the task, its earlier answer and the question as one human message", async () => {
    const seen: string[][] = [];
    const graph: QuestionGraph = {
      async invoke({ messages, candidates }, { context: given }) {
        seen.push(
          messages.map(({ text }) => text),
          candidates,
        );
        expect(given).toEqual(context);
        return { messages: [say("Fine.")] };
      },
    };
    await teach([agentOf(graph)]).teacher.invoke(input, { context });
    expect(seen).toEqual([
      [`## Task\n${input.opening}\n\n## Your question\nWhat does own see?`],
      input.candidates,
    ]);
  });

  it.each([{}, { answer: "" }, { messages: [] }, { messages: ["text"] }, undefined])(
    "fails by name when it ends with %o",
    async (output) => {
      const { teacher } = teach([agentOf({ invoke: async () => output })]);
      await expect(teacher.invoke(input, { context })).rejects.toMatchObject({
        code: "MODEL_ANSWER_INVALID",
        message: expect.stringContaining("The graph of agent own ended without an answer"),
      });
    },
  );
});

describe("prompts", () => {
  it("replace the default instructions or extend them; the list of agents and the schema stay", async () => {
    const { llm, teacher } = teach([{ ...definition, tools: [] }], {
      prompts: {
        planner: (text) => `${text}\nAsk everybody.`,
        ranker: "You are the ranker. Prefer comedies.",
      },
    });
    await teacher.invoke(input, { context });
    expect(llm.read("planner")).toContain(
      `${PLANNER_PROMPT}\nAsk everybody.\n\nThe agents:\n- critic: finds flaws`,
    );
    expect(llm.read("ranker")).toMatch(
      /^You are the ranker\. Prefer comedies\.\n\nEverything between <data>/,
    );
    expect(llm.read("ranker")).toContain("JSON Schema");
    expect(llm.read("reflector")).toMatch(/^You are the reflector of a team/);
  });

  it("are the default ones without the option", async () => {
    const first = teach([{ ...definition, tools: [] }]);
    await first.teacher.invoke(input, { context });
    const second = teach([{ ...definition, tools: [] }], { prompts: {} });
    await second.teacher.invoke(input, { context });
    expect(second.llm.asked).toEqual(first.llm.asked);
    expect(first.llm.read("planner")).toContain(`${PLANNER_PROMPT}\n\nThe agents:`);
  });
});
