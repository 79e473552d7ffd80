import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { assertIntegers } from "../assert.js";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { END, Send, START, StateGraph } from "@langchain/langgraph";
import { StarError } from "../errors.js";
import { createAgentGraph } from "./agents/agent-graph.js";
import { DEFAULT_AGENTS, type AgentDefinition } from "./agents/default-agents.js";
import { createPlannerNode } from "./agents/planner.js";
import { createRankerNode } from "./agents/ranker.js";
import { createReflectorNode } from "./agents/reflector.js";
import { assertAgentNames } from "./check-options.js";
import { AgentInput, taskContextSchema, TaskInput, TeacherState } from "./state.js";

export interface CreateTeacherOptions {
  /** The chat model that plays every role. It must support tool calls. */
  readonly llm: BaseChatModel;
  /** The tools agents may name; usually `createTools(...)`. */
  readonly tools: readonly StructuredToolInterface[];
  /** Agents to ask. Default: the four interest agents of STAR. */
  readonly agents?: readonly AgentDefinition[];
  /** How often the reflector may send agents back. 0 leaves it out. Default 2. */
  readonly maxReflections?: number;
  /** How often an agent may call tools in one round; above 7, raise the run's `recursionLimit`, too. Default 6. */
  readonly maxToolRounds?: number;
  /** How often an unreadable answer goes back to the model with the reason. Default 2. */
  readonly maxRepairs?: number;
  /** Lines of history read at once; longer ones pass a sliding-window summary. Default 100. */
  readonly historyWindow?: number;
}

type State = typeof TeacherState.State;

/**
 * The multi-agent teacher: a planner, agents fanned out in parallel, a reflector that can send them back, a ranker.
 *
 * @returns An uncompiled `StateGraph`, so that you choose checkpointer, store and name:
 * `createTeacher({ llm, tools }).compile({ name: "star-teacher" })`. Invoke it with `toGraphInput(task, items)` and
 * `{ context: { task } }`; the answer is `ranking`, all candidate ids, best first.
 * @throws {StarError} `INVALID_ARGUMENT` when an agent's name repeats or is taken, when an agent names a tool that is not
 * among `tools`, or when a bound is not an integer.
 * @see arXiv 2602.09829, section 3
 */
export function createTeacher({
  llm,
  tools,
  agents = equipped(DEFAULT_AGENTS, tools),
  maxReflections = 2,
  maxToolRounds = 6,
  maxRepairs = 2,
  historyWindow = 100,
}: CreateTeacherOptions) {
  const names = agents.map(({ name }) => name);
  assertAgentNames(names);
  assertIntegers({ maxReflections, maxToolRounds, maxRepairs }, { least: 0 });
  assertIntegers({ historyWindow });
  const shared = { llm, maxToolRounds, maxRepairs, historyWindow };
  const agentGraph = (agent: AgentDefinition) =>
    createAgentGraph({ ...shared, agent, tools: toolsOf(agent, tools) });
  const step = (kind: string) => ({ metadata: { star_step: kind } });
  const graph = agents.reduce(
    (graph, agent) => graph.addNode(agent.name, agentGraph(agent), { input: AgentInput }),
    new StateGraph(TeacherState, { input: TaskInput, context: taskContextSchema })
      .addNode(PLANNER, createPlannerNode({ llm, agents, maxRepairs }), step("plan"))
      .addNode("ranker", createRankerNode({ llm, maxRepairs }), step("recommend"))
      .addEdge(START, PLANNER)
      .addEdge("ranker", END),
  );
  graph.addConditionalEdges(PLANNER, sendAssignments, names);
  for (const name of names) graph.addEdge(name, maxReflections > 0 ? "reflector" : "ranker");
  if (maxReflections === 0) return graph;
  return graph
    .addNode(
      "reflector",
      createReflectorNode({ llm, maxReflections, maxRepairs }),
      step("reflection"),
    )
    .addConditionalEdges("reflector", reviseOrRank, [...names, "ranker"]);
}

// As a string, so that the names of the agents can stand beside it.
const PLANNER: string = "planner";

/** The agents without the tools that are not there. */
function equipped(
  agents: readonly AgentDefinition[],
  tools: readonly StructuredToolInterface[],
): AgentDefinition[] {
  const available = new Set(tools.map(({ name }) => name));
  return agents.map((agent) => ({
    ...agent,
    tools: agent.tools.filter((name) => available.has(name)),
  }));
}

const reviseOrRank = (state: State) =>
  state.assignments.length > 0 ? sendAssignments(state) : "ranker";

/** One message a question: the agents of a round run side by side. */
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

function toolsOf(agent: AgentDefinition, tools: readonly StructuredToolInterface[]) {
  return agent.tools.map((name) => {
    const found = tools.find((tool) => tool.name === name);
    if (found !== undefined) return found;
    throw new StarError("INVALID_ARGUMENT", {
      message: `The agent "${agent.name}" names the tool "${name}", but the tools are: ${tools.map((tool) => tool.name).join(", ")}.`,
      remedy: "Pass the tool in `tools`, or take its name out of the agent.",
    });
  });
}
