/** Runs as LangSmith lists those of a graph in Python: dumped messages, call ids in answers only, errors by `repr`. */
const at = (milliseconds: number) => `2026-01-02T03:04:05.${String(100 + milliseconds)}250`;

const metadata = (node: string, step: number) => ({
  metadata: {
    langgraph_node: node,
    langgraph_step: step,
    langgraph_path: ["__pregel_pull", node],
    langgraph_checkpoint_ns: `${node}:${step}`,
    ls_model_name: "small-model",
  },
});

const definition = {
  type: "function",
  function: { name: "weather", description: "Tells.", parameters: { type: "object" } },
};

const human = { type: "human", content: "How is Lisbon?", id: "h", name: null };
const asking = {
  type: "ai",
  content: "I look it up.",
  tool_calls: [{ name: "weather", args: { city: "Lisbon" }, id: "c1", type: "tool_call" }],
  invalid_tool_calls: [],
  usage_metadata: { input_tokens: 11, output_tokens: 4, total_tokens: 15 },
};
const answer = {
  type: "tool",
  content: "21 degrees",
  name: "weather",
  tool_call_id: "c1",
  status: "success",
};

const constructed = (name: string, kwargs: object) => ({
  lc: 1,
  type: "constructor",
  id: ["langchain", "schema", "messages", name],
  kwargs,
});

const node = (id: string, name: string, step: number, start: number, end: number) => ({
  id,
  name,
  run_type: "chain",
  parent_run_id: "root",
  start_time: at(start),
  end_time: at(end),
  inputs: {},
  tags: [`graph:step:${step}`],
  extra: metadata(name, step),
});

const model = (id: string, parent: string, step: number, start: number, run: object) => ({
  id,
  name: "ChatOpenAI",
  run_type: "llm",
  parent_run_id: parent,
  start_time: at(start),
  end_time: at(start + 2),
  extra: { ...metadata("agent", step), invocation_params: { tools: [definition] } },
  ...run,
});

export const PYTHON_RUNS = [
  {
    id: "root",
    name: "LangGraph",
    run_type: "chain",
    parent_run_id: null,
    start_time: at(0),
    end_time: at(40),
    inputs: { messages: [human] },
    outputs: null,
    error:
      "GraphRecursionError('Recursion limit of 3 reached')Traceback (most recent call last):\n\n  File \"/home/me/app.py\", line 1",
    tags: [],
    extra: { metadata: {} },
  },
  {
    ...node("start", "__start__", 0, 1, 2),
    tags: ["graph:step:0", "langsmith:hidden"],
  },
  { ...node("n1", "agent", 1, 10, 14), outputs: { messages: [asking] } },
  model("m1", "n1", 1, 11, {
    inputs: { messages: [[constructed("HumanMessage", human)]] },
    outputs: {
      generations: [
        [
          {
            text: "I look it up.",
            type: "ChatGeneration",
            message: constructed("AIMessage", asking),
          },
        ],
      ],
    },
  }),
  { ...node("n2", "tools", 2, 19, 26), outputs: { messages: [answer] } },
  {
    id: "t1",
    name: "weather",
    run_type: "tool",
    parent_run_id: "n2",
    start_time: at(20),
    end_time: at(25),
    inputs: { input: "{'city': 'Lisbon'}" },
    outputs: { output: answer },
    extra: metadata("tools", 2),
  },
  { ...node("n3", "agent", 3, 30, 36), outputs: { messages: [{ type: "ai", content: "Mild." }] } },
  model("m2", "n3", 3, 31, {
    inputs: { messages: [[human, asking, answer].map((message) => ({ ...message }))] },
    outputs: { generations: [{ text: "Mild.", message: { role: "assistant", content: "Mild." } }] },
    prompt_tokens: 20,
    completion_tokens: 3,
  }),
];
