import { Runnable } from "@langchain/core/runnables";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { END, Send, START, StateGraph, type CompiledGraph } from "@langchain/langgraph";
import { StarError } from "../errors.js";
import type { AgentDefinition, GraphAgent } from "./agent-definition.js";
import { createAgentGraph, RESERVED_AGENT_TOOL_NAMES } from "./agents/agent-graph.js";
import { createGraphAgentNode } from "./agents/graph-agent.js";
import { createPlannerNode } from "./agents/planner.js";
import { createRankerNode } from "./agents/ranker.js";
import { createReflectorNode } from "./agents/reflector.js";
import { assertTools } from "./check-options.js";
import { AgentInput, taskContextSchema, TaskInput, TeacherState } from "./state.js";
import { resolveTeacherOptions, type CreateTeacherOptions } from "./teacher-options.js";

type State = typeof TeacherState.State;
type Update = typeof TeacherState.Update;

/** An uncompiled teacher. Its nodes are `planner`, `reflector`, `ranker` and one per agent. */
export type TeacherGraph = StateGraph<
  typeof TeacherState,
  State,
  Update,
  string,
  typeof TaskInput,
  typeof TeacherState,
  typeof taskContextSchema,
  Record<string, Update>
>;

/**
 * The multi-agent teacher: a planner, agents that run in parallel, a reflector that can ask them again, and a ranker.
 *
 * @returns An uncompiled `StateGraph`, so that you choose checkpointer, store and name:
 * `createTeacher({ llm, tools }).compile({ name: "star-teacher" })`. Invoke it with `toGraphInput(task, dataset)` and
 * `{ context: { task } }`. `ranking` in its final state contains all candidate ids, best first; `reasoning` explains the first
 * ones.
 * @throws {StarError} `INVALID_ARGUMENT` when an option is unknown, missing or out of range, when an agent's name is not unique
 * or taken, or when an agent names a tool that is not in `tools`.
 * @see arXiv 2602.09829, section 3
 *
 * @example
 * ```ts
 * import { createTasks, createTeacher, createTools, fitCollaborativeIndex, fitInteractions } from "langgraph-star";
 * import { loadDataset, OfflineModel, toGraphInput, visible } from "langgraph-star";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const tools = createTools({ index, dataset });
 * const teacher = createTeacher({ llm: new OfflineModel(), tools }).compile();
 *
 * for (const task of createTasks(dataset, { split: "test", limit: 1 }).tasks) {
 *   const context = { task: visible(task) };
 *   const { ranking, reasoning } = await teacher.invoke(toGraphInput(task, dataset), { context });
 *   console.log(ranking.length, reasoning); // 20 and why the first candidates lead
 * }
 * ```
 */
export function createTeacher(options: CreateTeacherOptions): TeacherGraph {
  const schemas = { input: TaskInput, context: taskContextSchema };
  const graph: TeacherGraph = new StateGraph(TeacherState, schemas);
  return addTeacherNodes(graph, options).addEdge(START, PLANNER).addEdge("ranker", END);
}

/**
 * Adds the nodes of the teacher and the edges between them, from `planner` to `ranker`.
 *
 * @param graph - Its state has the keys of `TeacherState`.
 */
export function addTeacherNodes(graph: TeacherGraph, options: CreateTeacherOptions): TeacherGraph {
  const { llm, tools, agents, prompts, maxReflections, maxRepairs, ...limits } =
    resolveTeacherOptions(options);
  const names = agents.map(({ name }) => name);
  const shared = { llm, maxRepairs };
  const step = (kind: string) => ({ metadata: { star_step: kind } });
  const planner = createPlannerNode({ ...shared, agents, instructions: prompts.planner });
  const ranker = createRankerNode({ ...shared, instructions: prompts.ranker });
  graph.addNode(PLANNER, planner, step("plan")).addNode("ranker", ranker, step("recommend"));
  for (const agent of agents) {
    if ("graph" in agent) {
      graph.addNode(agent.name, createGraphAgentNode(agent), {
        input: AgentInput,
        subgraphs: listSubgraphs(agent),
      });
    } else {
      const own = { agent, llm: agent.llm ?? llm, tools: selectTools(agent, tools) };
      graph.addNode(agent.name, createAgentGraph({ ...limits, maxRepairs, ...own }), {
        input: AgentInput,
      });
    }
  }
  graph.addConditionalEdges(PLANNER, sendAssignments, names);
  for (const name of names) graph.addEdge(name, maxReflections > 0 ? "reflector" : "ranker");
  if (maxReflections === 0) return graph;
  const reflector = createReflectorNode({
    ...shared,
    maxReflections,
    instructions: prompts.reflector,
  });
  return graph
    .addNode("reflector", reflector, step("reflection"))
    .addConditionalEdges("reflector", reviseOrRank, [...names, "ranker"]);
}

// Typed as a string, so that the names of the agents can be used beside it.
export const PLANNER: string = "planner";

const reviseOrRank = (state: State) =>
  state.assignments.length > 0 ? sendAssignments(state) : "ranker";

/** One message per question: the agents of a round run in parallel. */
function sendAssignments({ assignments, ...state }: State): Send[] {
  return assignments.map(
    ({ agent, question }) =>
      new Send(agent, {
        opening: state.opening,
        userId: state.userId,
        candidates: state.candidates,
        question,
        round: state.round,
        earlier: state.findings.findLast((finding) => finding.agent === agent)?.answer ?? "",
      }),
  );
}

/** What LangGraph must know of a graph that a node calls, to stream from it and to draw it. */
function listSubgraphs({ graph }: GraphAgent): CompiledGraph<string>[] {
  return Runnable.isRunnable(graph) ? [graph as unknown as CompiledGraph<string>] : [];
}

/** The tools of an agent: its own, and those of the teacher that it names. */
function selectTools(
  agent: AgentDefinition,
  tools: readonly StructuredToolInterface[],
): StructuredToolInterface[] {
  const selected = agent.tools.map((named) => {
    if (typeof named !== "string") return named;
    const found = tools.find(({ name }) => name === named);
    if (found !== undefined) return found;
    throw new StarError("INVALID_ARGUMENT", {
      message: `The agent "${agent.name}" names the tool "${named}", but the tools are: ${tools.map(({ name }) => name).join(", ")}.`,
      remedy: "Pass the tool in `tools`, or take its name out of the agent.",
    });
  });
  assertTools(`${agent.name}.tools`, selected, RESERVED_AGENT_TOOL_NAMES);
  return selected;
}
