import type { Usage } from "../../trajectory/usage.js";

/** Price of a model's tokens, in any currency. */
export interface TokenPrice {
  /** Per million input tokens. */
  readonly input: number;
  /** Per million output tokens. */
  readonly output: number;
}

/** Most that new runs may use. */
export interface Budget {
  /** Input and output tokens. Default: no limit. */
  readonly maxTokens?: number | undefined;
  /** Cost, in the currency of `price`, which is then required. Default: no limit. */
  readonly maxCost?: number | undefined;
  readonly price?: TokenPrice | undefined;
}

/** Why a budget allows no further run. */
export type BudgetReason = "tokens" | "cost" | "unmetered";

/** The cost of tokens. */
export function costOf(
  { inputTokens, outputTokens }: Usage,
  { input, output }: TokenPrice,
): number {
  return (inputTokens * input + outputTokens * output) / 1e6;
}

/** Runs and what they used. */
export interface Spending {
  /** Runs that have ended. */
  readonly runs: number;
  readonly usage: Usage;
  /** Runs in progress. */
  readonly running: number;
}

/**
 * Decides whether a further run fits into a budget, if it and the runs in progress use as much as those that have ended did on
 * average.
 *
 * @returns Why it does not fit; undefined if it does, or if no run has ended yet.
 */
export function exceedsBudget(
  { runs, usage, running }: Spending,
  { maxTokens = Infinity, maxCost = Infinity, price }: Budget,
): BudgetReason | undefined {
  if (runs === 0 || (maxTokens === Infinity && maxCost === Infinity)) return undefined;
  const tokens = usage.inputTokens + usage.outputTokens;
  if (tokens === 0) return usage.modelCalls === 0 ? undefined : "unmetered";
  const expected = 1 + (running + 1) / runs;
  if (tokens * expected > maxTokens) return "tokens";
  if (price !== undefined && costOf(usage, price) * expected > maxCost) return "cost";
  return undefined;
}
