import { tool } from "@langchain/core/tools";
import { Command, interrupt, isInterrupted, MemorySaver } from "@langchain/langgraph";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { DEFAULT_AGENTS } from "../../src/graphs/agents/default-agents.js";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import type { Finding, Reflection } from "../../src/graphs/state.js";
import { createTeacher } from "../../src/graphs/teacher.js";
import { createTools } from "../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";
import { ACCEPT, calling, collect, planFor, reportOn, revise, script } from "./support.js";

const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const input = toGraphInput(task, tinyShop);
const evidence = [
  "translate_evidence",
  { user_id: "u1", item_id: "candidates", focus: "all" },
] as const;
const thread = { configurable: { thread_id: "1" }, context: { task } };

/** A teacher whose recent_interest reads evidence, and is sent back once. */
const model = () =>
  script({
    recent_interest: [calling(evidence), reportOn("e"), calling(evidence), reportOn("d")],
    reflector: [revise("recent_interest"), ACCEPT],
  });

describe("the teacher as a LangGraph graph", () => {
  it("stops before a node and resumes from its checkpoint with the same result", async () => {
    const straight = await createTeacher({ llm: model(), tools })
      .compile()
      .invoke(input, { context: { task } });
    const stopping = createTeacher({ llm: model(), tools }).compile({
      checkpointer: new MemorySaver(),
      interruptBefore: ["ranker"],
    });
    const halfway = await stopping.invoke(input, thread);
    expect(halfway.ranking).toEqual([]);
    expect((await stopping.getState(thread)).next).toEqual(["ranker"]);
    expect(await stopping.invoke(null, thread)).toEqual(straight);
  });

  it("keeps two threads separate", async () => {
    const teacher = createTeacher({ llm: script(), tools }).compile({
      checkpointer: new MemorySaver(),
    });
    const other = { ...thread, configurable: { thread_id: "2" } };
    const [first, second] = await Promise.all([
      teacher.invoke(input, thread),
      teacher.invoke(input, other),
    ]);
    expect(first.findings).toHaveLength(2);
    expect(second).toEqual(first);
  });

  it("interrupts inside an agent's tool and resumes with the answer", async () => {
    const approve = tool(() => String(interrupt("May I look?")), {
      name: "ask_person",
      description: "Asks a person.",
      schema: z.object({}),
    });
    const llm = script({
      planner: [planFor("asker", "user_profile")],
      asker: [calling(["ask_person", {}]), reportOn("e")],
    });
    const asker = {
      name: "asker",
      description: "asks",
      prompt: "You are the asker.",
      tools: ["ask_person"],
    };
    const teacher = createTeacher({
      llm,
      tools: [...tools, approve],
      agents: [...DEFAULT_AGENTS, asker],
    }).compile({
      checkpointer: new MemorySaver(),
    });
    const asked = await teacher.invoke(input, thread);
    expect(isInterrupted(asked) && asked.__interrupt__).toMatchObject([{ value: "May I look?" }]);
    const answer = await teacher.invoke(new Command({ resume: "Yes, do." }), thread);
    expect(answer.ranking).toEqual(["e", "d", "f"]);
    expect(answer.findings[0]).toMatchObject({
      agent: "asker",
      observations: [{ tool: "ask_person", text: "Yes, do." }],
    });
    expect(llm.rolesAsked("user_profile")).toBe(1); // what was done stays done
  });

  it("streams updates; those inside agents have their path", async () => {
    const teacher = createTeacher({ llm: model(), tools }).compile();
    const stream = await teacher.stream(input, {
      context: { task },
      streamMode: "updates",
      subgraphs: true,
    });
    const seen = await collect(stream, ([path, update]) =>
      [...path.map((part) => part.split(":")[0]), Object.keys(update)[0]].join("/"),
    );
    const own = seen.filter((node) => !node.startsWith("user_profile"));
    expect(own).toEqual([
      "planner",
      "recent_interest/model",
      "recent_interest/translate_evidence",
      "recent_interest/model",
      "recent_interest/report",
      "recent_interest",
      "reflector",
      "recent_interest/model",
      "recent_interest/translate_evidence",
      "recent_interest/model",
      "recent_interest/report",
      "recent_interest",
      "reflector",
      "ranker",
    ]);
    expect(seen.filter((node) => node.startsWith("user_profile"))).toHaveLength(3);
  });

  it("streams messages with the node that wrote them", async () => {
    const teacher = createTeacher({ llm: model(), tools }).compile();
    const stream = await teacher.stream(input, {
      context: { task },
      streamMode: "messages",
      subgraphs: true,
    });
    const written = await collect(stream, ([, [message, metadata]]) => ({
      node: String(metadata["langgraph_node"]),
      type: message.getType(),
    }));
    expect(written).toContainEqual({ node: "planner", type: "ai" });
    expect(written).toContainEqual({ node: "translate_evidence", type: "tool" });
    expect(written.at(-1)).toEqual({ node: "ranker", type: "ai" });
  });

  it("draws every agent and, with xray, every tool by name", async () => {
    const teacher = createTeacher({ llm: script(), tools }).compile();
    const names = (graph: { nodes: object }) => Object.keys(graph.nodes);
    const agents = DEFAULT_AGENTS.map(({ name }) => name);
    expect(names(await teacher.getGraphAsync({}))).toEqual(
      expect.arrayContaining(["planner", ...agents, "reflector", "ranker"]),
    );
    const inside = names(await teacher.getGraphAsync({ xray: true }));
    for (const { name, tools: own } of DEFAULT_AGENTS) {
      const summarizes = own.includes("lookup_user_history") ? ["summarize_history"] : [];
      for (const node of [...own, ...summarizes, "model", "report"]) {
        expect(inside).toContain(`${name}:${String(node)}`);
      }
    }
    const plain = createTeacher({ llm: script(), tools, maxReflections: 0 }).compile();
    expect(names(await plain.getGraphAsync({}))).not.toContain("reflector");
  });

  it("sets the step kind of its nodes for recorders", () => {
    const { nodes } = createTeacher({ llm: script(), tools });
    const kinds = Object.entries(nodes).map(([name, node]) => [name, node.metadata?.["star_step"]]);
    expect(Object.fromEntries(kinds)).toMatchObject({
      planner: "plan",
      reflector: "reflection",
      ranker: "recommend",
    });
  });

  it("has types for input and output", () => {
    const teacher = createTeacher({ llm: script(), tools }).compile();
    type Answer = Awaited<ReturnType<typeof teacher.invoke>>;
    expectTypeOf<Answer["ranking"]>().toEqualTypeOf<string[]>();
    expectTypeOf<Answer["findings"]>().toEqualTypeOf<Finding[]>();
    expectTypeOf<Answer["reflections"]>().toEqualTypeOf<Reflection[]>();
    expectTypeOf<Answer["round"]>().toEqualTypeOf<number>();
    expectTypeOf(input).toExtend<Parameters<typeof teacher.invoke>[0]>();
  });
});
