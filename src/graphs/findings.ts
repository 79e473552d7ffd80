import { escapeOnce } from "../text/data-text.js";
import type { Finding } from "./state.js";

/** Reports without the evidence behind them, for a reader who compares them. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ agent, round, question, answer }) =>
      [
        `### ${agent}, round ${round}`,
        `Asked: ${escapeOnce(question)}`,
        `Answered: ${escapeOnce(answer)}`,
      ].join("\n"),
    )
    .join("\n\n");
}

/** The tool answers that each agent read, each once. */
export function describeObservations(findings: readonly Finding[]): string {
  const texts = findings.flatMap(({ agent, observations }) =>
    observations.map(({ tool, text }) => `### ${agent} read ${tool}\n${text}`),
  );
  return [...new Set(texts)].join("\n\n");
}
