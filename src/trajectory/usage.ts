import type { Trajectory } from "./trajectory.js";

/** Model calls and tokens. */
export type Usage = Trajectory["usage"];

/** {@link Usage} while it is summed. */
export type UsageSums = { -readonly [Name in keyof Usage]: Usage[Name] };

/** Sums of nothing. */
export function createUsageSums(): UsageSums {
  return { modelCalls: 0, inputTokens: 0, outputTokens: 0 };
}

/** Adds the usage of an execution. */
export function addUsage(sums: UsageSums, { modelCalls, inputTokens, outputTokens }: Usage): void {
  sums.modelCalls += modelCalls;
  sums.inputTokens += inputTokens;
  sums.outputTokens += outputTokens;
}
