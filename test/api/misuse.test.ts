import { FakeListChatModel } from "@langchain/core/utils/testing";
import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { evaluate } from "../../src/evaluation/evaluate.js";
import { DEFAULT_AGENTS } from "../../src/graphs/agents/default-agents.js";
import { toPolicy } from "../../src/graphs/policy.js";
import { recommend } from "../../src/graphs/recommend.js";
import { createStudent } from "../../src/graphs/student.js";
import { createTeacher } from "../../src/graphs/teacher.js";
import { OfflineModel } from "../../src/models/offline/offline-model.js";
import { createTools } from "../../src/tools/create-tools.js";
import { TrajectoryRecorder } from "../../src/trajectory/recorder/recorder.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";

// JavaScript programs have no types, so every function is called as one of them would.
type Loose = (...parameters: unknown[]) => unknown;
const loose = (callable: unknown) => callable as Loose;

const llm = new OfflineModel();
const index = await fitTinyShop();
const tools = createTools({ index, dataset: tinyShop });
const graph = { invoke: async () => ({ ranking: [] }) };
const policy = { name: "mine", rank: async () => ({ ranking: [] }) };
const [agent] = DEFAULT_AGENTS;
const toolOf = (name: string) => tool(() => "", { name, schema: z.object({}) });
const teacher = (options: object) => () => loose(createTeacher)({ llm, tools, ...options });
const student = (options: object) => () => loose(createStudent)({ llm, tools, ...options });

const MODEL_REMEDY = /Pass a LangChain chat model, such as .*createChatModel\(/;
const TOOLS_REMEDY = /Pass an array of LangChain tools/;

/** What is called, the option that the error names, and its text. */
const CASES: readonly (readonly [string, () => unknown, string, RegExp | string])[] = [
  [
    "createTeacher()",
    () => loose(createTeacher)(),
    "createTeacher",
    "The options of createTeacher are undefined. Pass an object with the options: llm, tools",
  ],
  ["createTeacher({})", () => loose(createTeacher)({}), "llm", MODEL_REMEDY],
  [
    "createTeacher with a model name",
    teacher({ llm: "openai:x" }),
    "llm",
    'llm is "openai:x". Pass a LangChain chat model, such as `new OfflineModel()` or `await createChatModel("openai:x")`.',
  ],
  [
    "createTeacher with a promise of a model",
    teacher({ llm: Promise.resolve(llm) }),
    "llm",
    /llm is a promise, which must be awaited\./,
  ],
  ["createTeacher without tools", teacher({ tools: undefined }), "tools", TOOLS_REMEDY],
  ["createTeacher with one tool", teacher({ tools: tools[0] }), "tools", TOOLS_REMEDY],
  [
    "createTeacher with a tool name",
    teacher({ tools: ["search_neighbors"] }),
    "tools[0]",
    'tools[0] is "search_neighbors".',
  ],
  [
    "createTeacher with a duplicate tool",
    teacher({ tools: [...tools, tools[0]] }),
    "tools[3]",
    'The name "lookup_user_history" of tools[3] is taken by another tool.',
  ],
  [
    "createTeacher with an unknown option",
    teacher({ maxReflection: 1 }),
    "maxReflection",
    'createTeacher has no option "maxReflection". Remove it, or use one of: llm, tools, agents, prompts, maxReflections',
  ],
  [
    "createTeacher with one agent",
    teacher({ agents: agent }),
    "agents",
    "Pass an array of agents, such as `DEFAULT_AGENTS`.",
  ],
  [
    "createTeacher with an agent's name",
    teacher({ agents: ["critic"] }),
    "agents[0]",
    'The options of agents[0] are "critic".',
  ],
  [
    "createTeacher with a typing error in an agent",
    teacher({ agents: [{ ...agent, promt: "" }] }),
    "promt",
    'agents[0] has no option "promt".',
  ],
  [
    "createTeacher with an agent without prompt",
    teacher({ agents: [{ ...agent, prompt: undefined }] }),
    "agents[0].prompt",
    "agents[0].prompt is undefined.",
  ],
  [
    "createTeacher with an agent without description",
    teacher({ agents: [{ ...agent, description: "" }] }),
    "agents[0].description",
    'agents[0].description is "".',
  ],
  [
    "createTeacher with an agent without name",
    teacher({ agents: [{ ...agent, name: 3 }] }),
    "agents[0].name",
    "agents[0].name is 3.",
  ],
  [
    "createTeacher with an agent without tools",
    teacher({ agents: [{ ...agent, tools: undefined }] }),
    "agents[0].tools",
    /array of tools or names of tools/,
  ],
  [
    "createTeacher with a model name in an agent",
    teacher({ agents: [{ ...agent, llm: "x" }] }),
    "agents[0].llm",
    MODEL_REMEDY,
  ],
  [
    "createTeacher with a reserved tool name in an agent",
    teacher({ agents: [{ ...agent, tools: [toolOf("report")] }] }),
    "user_profile.tools[0]",
    "is taken by the graph itself",
  ],
  [
    "createTeacher with an uncompiled graph as agent",
    teacher({ agents: [{ name: "a", description: "b", graph: createStudent({ llm, tools }) }] }),
    "agents[0].graph",
    "Compile it first",
  ],
  [
    "createTeacher with something as prompt",
    teacher({ prompts: { planner: 3 } }),
    "prompts.planner",
    "prompts.planner is 3.",
  ],
  [
    "createTeacher with an empty prompt",
    teacher({ prompts: { ranker: () => " " } }),
    "prompts.ranker",
    'prompts.ranker is " ".',
  ],
  [
    "createTeacher with a prompt of an unknown role",
    teacher({ prompts: { critic: "" } }),
    "critic",
    'prompts has no option "critic". Remove it, or use one of: planner, reflector, ranker.',
  ],
  [
    "createStudent()",
    () => loose(createStudent)(),
    "createStudent",
    "The options of createStudent are undefined.",
  ],
  ["createStudent without a model", student({ llm: undefined }), "llm", MODEL_REMEDY],
  ["createStudent with something that is invoked", student({ llm: graph }), "llm", MODEL_REMEDY],
  ["createStudent without tools", student({ tools: undefined }), "tools", TOOLS_REMEDY],
  [
    "createStudent with a reserved tool name",
    student({ tools: [toolOf("model")] }),
    "tools[0]",
    'The name "model" of tools[0] is taken by the graph itself.',
  ],
  [
    "createStudent with an unknown option",
    student({ agents: [] }),
    "agents",
    'createStudent has no option "agents".',
  ],
  [
    "createTools()",
    () => loose(createTools)(),
    "createTools",
    "The options of createTools are undefined.",
  ],
  [
    "createTools without index",
    () => loose(createTools)({ dataset: tinyShop }),
    "index",
    /index is undefined\. Pass `await fitCollaborativeIndex/,
  ],
  [
    "createTools with an awaited index forgotten",
    () => loose(createTools)({ index: fitTinyShop(), dataset: tinyShop }),
    "index",
    "index is a promise, which must be awaited.",
  ],
  [
    "createTools without dataset",
    () => loose(createTools)({ index }),
    "dataset",
    /dataset is undefined\. Pass a dataset, such as/,
  ],
  [
    "createTools with an unknown option",
    () => loose(createTools)({ index, dataset: tinyShop, neighbor: false }),
    "neighbor",
    'createTools has no option "neighbor".',
  ],
  ["toPolicy()", () => loose(toPolicy)(), "toPolicy", "The options of toPolicy are undefined."],
  [
    "toPolicy with an uncompiled graph",
    () => loose(toPolicy)({ graph: createStudent({ llm, tools }), dataset: tinyShop, name: "a" }),
    "graph",
    "graph is an instance of StateGraph. Compile it first: pass `graph.compile()`.",
  ],
  [
    "toPolicy without graph",
    () => loose(toPolicy)({ dataset: tinyShop, name: "a" }),
    "graph",
    "Pass a compiled LangGraph graph",
  ],
  [
    "toPolicy without dataset",
    () => loose(toPolicy)({ graph, name: "a" }),
    "dataset",
    "dataset is undefined.",
  ],
  [
    "toPolicy without name",
    () => loose(toPolicy)({ graph, dataset: tinyShop }),
    "name",
    "name is undefined. Pass a text that is not empty.",
  ],
  [
    "recommend without options",
    () => loose(recommend)(graph),
    "recommend",
    "The options of recommend are undefined.",
  ],
  [
    "recommend without graph",
    () => loose(recommend)({ userId: "u1" }),
    "graph",
    "Pass a compiled LangGraph graph",
  ],
  ["evaluate()", () => loose(evaluate)(), "evaluate", "The options of evaluate are undefined."],
  [
    "evaluate with one policy",
    () => loose(evaluate)({ policies: policy, tasks: [] }),
    "policies",
    "Pass an array of policies, such as",
  ],
  [
    "evaluate with a graph as policy",
    () => loose(evaluate)({ policies: [graph], tasks: [] }),
    "policies[0]",
    "policies[0] is an object with invoke. Pass an array of policies, such as `toPolicy(",
  ],
  [
    "evaluate with a task set",
    () => loose(evaluate)({ policies: [policy], tasks: { tasks: [] } }),
    "tasks",
    "tasks is an object with tasks.",
  ],
  [
    "evaluate with an unknown option",
    () => loose(evaluate)({ policies: [policy], task: [] }),
    "task",
    'evaluate has no option "task".',
  ],
  [
    "TrajectoryRecorder with an unknown option",
    () => new TrajectoryRecorder({ redacted: true } as never),
    "redacted",
    'TrajectoryRecorder has no option "redacted". Remove it, or use one of: classify, redact, includeIncomplete.',
  ],
  [
    "TrajectoryRecorder with a pattern",
    () => new TrajectoryRecorder({ redact: /secret/ } as never),
    "redact",
    "redact is an instance of RegExp. Pass a function, or leave it out.",
  ],
];

describe("misuse", () => {
  it.each(CASES)("%s names the option", async (_, call, option, text) => {
    const error: unknown = await Promise.resolve()
      .then(call)
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", fields: { option } });
    expect((error as Error).message).toMatch(text);
  });

  it.each([
    ["createTeacher", createTeacher({ llm, tools }).compile()],
    [
      "createStudent",
      createStudent({ llm: fakeModel().respond(new AIMessage("")), tools }).compile(),
    ],
  ])("a graph of %s names what its input lacks", async (_, compiled) => {
    const inputs = [{ messages: [] }, {}, { opening: "Rank." }, { opening: "Rank.", userId: "u1" }];
    const missing = ["opening", "opening", "userId", "candidates"];
    for (const [position, input] of inputs.entries()) {
      await expect(compiled.invoke(input as never, { context: { task } })).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        message: `The input of the graph has no \`${missing[position]}\`. Invoke it with \`toGraphInput(task, dataset)\` and \`{ context: { task } }\`.`,
      });
    }
  });

  it("accepts every LangChain chat model, also one that cannot bind tools", () => {
    expect(teacher({ llm: new FakeListChatModel({ responses: [] }) })).not.toThrow();
    expect(student({ llm: fakeModel() })).not.toThrow();
  });
});
