import { costOf, type TokenPrice } from "../distill/teaching/budget.js";
import type { Usage } from "../trajectory/usage.js";

/** Tokens, and their cost if the price is known: `1,200 input + 80 output tokens, cost 0.0042`. */
export function formatUsage(usage: Usage, price: TokenPrice | null): string {
  const [input, output] = [usage.inputTokens, usage.outputTokens].map((n) =>
    n.toLocaleString("en"),
  );
  const cost = price === null ? "" : `, cost ${costOf(usage, price).toPrecision(3)}`;
  return `${input} input + ${output} output tokens${cost}`;
}
