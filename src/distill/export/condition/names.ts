/** Type of a value: numbers are compared by size, texts only for equality. A text can have several values, such as all models of a run. */
export type ValueType = "number" | "text";

interface NameEntry {
  readonly type: ValueType;
  /** What the value is, for the help of the command line. */
  readonly meaning: string;
}

/** Names that a condition can use: values of a row, of its trajectory, and of the samples of its task. */
export const CONDITION_NAMES = {
  rank: { type: "number", meaning: "rank of the held-out item, from 1" },
  reward: { type: "number", meaning: "reward of a single-agent transcript, from -1 to 2" },
  length: { type: "number", meaning: "characters of the row" },
  tokens: { type: "number", meaning: "tokens of the row" },
  calls: { type: "number", meaning: "tool calls in the row" },
  turns: { type: "number", meaning: "assistant turns in the row" },
  steps: { type: "number", meaning: "steps of the trajectory" },
  rounds: { type: "number", meaning: "rounds of the trajectory; 2 after one revision" },
  sample: { type: "number", meaning: "number of the sample of its task, from 0" },
  samples: { type: "number", meaning: "samples of the task" },
  successes: { type: "number", meaning: "samples of the task that rank the held-out item first" },
  temperature: { type: "number", meaning: "temperature of the model" },
  difficulty: { type: "text", meaning: "difficulty of the task: easy, medium or hard" },
  status: { type: "text", meaning: "how the run ended: completed, failed, ..." },
  model: { type: "text", meaning: "models that wrote the row" },
  agent: { type: "text", meaning: "agents that wrote the row" },
  rendering: { type: "text", meaning: "single-agent or conversation" },
  missing: {
    type: "text",
    meaning: "what the source of the trajectory lacks, such as finishReasons; null if nothing",
  },
  graph: { type: "text", meaning: "name of the graph" },
  dataset: { type: "text", meaning: "dataset of the task" },
  scenario: { type: "text", meaning: "scenario of the task" },
  user: { type: "text", meaning: "user of the task" },
  task: { type: "text", meaning: "id of the task" },
  id: { type: "text", meaning: "id of the trajectory" },
} as const satisfies Readonly<Record<string, NameEntry>>;

/** One of {@link CONDITION_NAMES}. */
export type ConditionName = keyof typeof CONDITION_NAMES;

/** True for a name that conditions can use. */
export function isConditionName(name: string): name is ConditionName {
  return Object.hasOwn(CONDITION_NAMES, name);
}
