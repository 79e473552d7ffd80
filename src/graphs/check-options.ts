import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { assertOptions, describeValue, invalidOption } from "../assert.js";
import { StarError } from "../errors.js";
import { isRecord } from "../json.js";
import type { AgentDefinition, GraphAgent, TeacherAgent } from "./agent-definition.js";
import { TeacherState } from "./state.js";

/** @throws {StarError} `INVALID_ARGUMENT` when the value of the option is not a LangChain chat model. */
export function assertChatModel(option: string, value: unknown): asserts value is BaseChatModel {
  if (isRecord(value) && isFunction(value["invoke"]) && isFunction(value["_llmType"])) return;
  const example = typeof value === "string" ? JSON.stringify(value) : '"openai:MODEL"';
  throw invalidOption(
    option,
    value,
    `Pass a LangChain chat model, such as \`new OfflineModel()\` or \`await createChatModel(${example})\`.`,
  );
}

/**
 * @param reserved - Names that the graph uses itself.
 * @throws {StarError} `INVALID_ARGUMENT` when the value is not an array of LangChain tools with distinct free names.
 */
export function assertTools(
  option: string,
  value: unknown,
  reserved: ReadonlySet<string> = new Set(),
): asserts value is readonly StructuredToolInterface[] {
  const remedy = "Pass an array of LangChain tools, such as `createTools({ index, dataset })`.";
  if (!Array.isArray(value)) throw invalidOption(option, value, remedy);
  const names = new Set<string>();
  for (const [index, tool] of value.entries()) {
    const place = `${option}[${index}]`;
    if (!isTool(tool)) throw invalidOption(place, tool, remedy);
    if (names.has(tool.name)) throw nameTaken(place, tool.name, "by another tool");
    if (reserved.has(tool.name)) throw nameTaken(place, tool.name, "by the graph itself");
    names.add(tool.name);
  }
}

/** @throws {StarError} `INVALID_ARGUMENT` when the value has no map of items. */
export function assertDataset(option: string, value: unknown): void {
  if (isRecord(value) && value["items"] instanceof Map) return;
  throw invalidOption(option, value, "Pass a dataset, such as `await loadDataset({ name })`.");
}

/** @throws {StarError} `INVALID_ARGUMENT` when the value has no `invoke`, such as a graph that is not compiled. */
export function assertGraph(option: string, value: unknown): void {
  if (isRecord(value) && isFunction(value["invoke"])) return;
  const isUncompiled = isRecord(value) && isFunction(value["compile"]);
  throw invalidOption(
    option,
    value,
    isUncompiled
      ? "Compile it first: pass `graph.compile()`."
      : "Pass a compiled LangGraph graph, such as `createTeacher({ llm, tools }).compile()`.",
  );
}

const AGENT_KEYS = {
  name: true,
  description: true,
  prompt: true,
  tools: true,
  schema: true,
  llm: true,
} as const satisfies Record<keyof AgentDefinition, true>;
const GRAPH_AGENT_KEYS = { name: true, description: true, graph: true } as const satisfies Record<
  keyof GraphAgent,
  true
>;

// Typed as strings, so that the names of agents and tools can be used beside them.
/** The node before those of a teacher or student that opens tasks itself. */
export const OPEN_TASK: string = "open_task";
/** The node behind those of a teacher or student that opens tasks itself. */
export const GIVE_ANSWER: string = "give_answer";

/** Node names of the teacher and keys of its state. */
const RESERVED_AGENT_NAMES: ReadonlySet<string> = new Set([
  OPEN_TASK,
  GIVE_ANSWER,
  "planner",
  "reflector",
  "ranker",
  ...Object.keys(TeacherState.fields),
]);

/** @throws {StarError} `INVALID_ARGUMENT` when there are no agents, or one has a wrong key, value or name. */
export function assertAgents(agents: unknown): asserts agents is readonly TeacherAgent[] {
  if (!Array.isArray(agents)) {
    throw invalidOption("agents", agents, "Pass an array of agents, such as `DEFAULT_AGENTS`.");
  }
  for (const [index, agent] of agents.entries()) assertAgent(`agents[${index}]`, agent);
  assertAgentNames(agents.map(({ name }: TeacherAgent) => name));
}

function assertAgent(option: string, agent: TeacherAgent): void {
  if (isRecord(agent) && "graph" in agent) {
    assertOptions(option, agent as GraphAgent, GRAPH_AGENT_KEYS);
    assertGraph(`${option}.graph`, agent.graph);
  } else {
    assertOptions(option, agent as AgentDefinition, AGENT_KEYS);
    const { prompt, llm, tools } = agent as AgentDefinition;
    assertText(`${option}.prompt`, prompt);
    if (llm !== undefined) assertChatModel(`${option}.llm`, llm);
    if (!Array.isArray(tools)) {
      throw invalidOption(
        `${option}.tools`,
        tools,
        "Pass an array of tools or names of tools; it may be empty.",
      );
    }
  }
  assertText(`${option}.name`, agent.name);
  assertText(`${option}.description`, agent.description);
}

function assertAgentNames(names: readonly string[]): void {
  const malformed = names.find((name) => !/^[a-z]\w*$/i.test(name));
  const taken = names.find((name) => RESERVED_AGENT_NAMES.has(name));
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  const problem =
    (names.length === 0 ? "The teacher has no agents." : undefined) ??
    (malformed &&
      `The agent name "${malformed}" is not one word of letters, digits and underscores.`) ??
    (taken && `The agent name "${taken}" is taken by the teacher itself.`) ??
    (duplicate && `Two agents have the name "${duplicate}".`);
  if (problem === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: problem,
    remedy: "Give the teacher at least one agent, each with a snake_case name of its own.",
  });
}

/** @throws {StarError} `INVALID_ARGUMENT` when the value is not a string or is empty. */
export function assertText(option: string, value: unknown): void {
  if (typeof value === "string" && value !== "") return;
  throw invalidOption(option, value, "Pass a text that is not empty.");
}

/** @throws {StarError} `INVALID_ARGUMENT` when a graph was invoked with anything but the result of `toGraphInput`. */
export function assertTaskState(state: Readonly<Record<string, unknown>>): void {
  const missing = ["opening", "userId", "candidates"].find((key) => state[key] === undefined);
  if (missing === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The input of the graph has no \`${missing}\`.`,
    remedy: "Invoke it with `toGraphInput(task, dataset)` and `{ context: { task } }`.",
    fields: { option: missing, value: describeValue(undefined) },
  });
}

function isTool(value: unknown): value is StructuredToolInterface {
  return isRecord(value) && typeof value["name"] === "string" && isFunction(value["invoke"]);
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function nameTaken(option: string, name: string, by: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The name "${name}" of ${option} is taken ${by}.`,
    remedy: "Rename the tool.",
    fields: { option, value: name },
  });
}
