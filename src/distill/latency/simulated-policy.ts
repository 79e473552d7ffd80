import { toPolicy, type PolicyOptions, type RankedAnswer } from "../../graphs/policy.js";
import type { Policy } from "../../types.js";
import { TrajectoryRecorder } from "../recorder/recorder.js";
import { simulateLatency, type SimulateLatencyOptions } from "./simulate-latency.js";

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
