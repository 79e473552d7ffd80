import { forEachMetric } from "../../src/evaluation/metrics.js";
import { protocolOf } from "../../src/evaluation/protocol.js";
import type { EvaluationProtocol, Report, ReportRow } from "../../src/evaluation/report-schema.js";
import type { Policy, RecommendationTask } from "../../src/types.js";

/** Tasks of users u0, u1, ... with candidates a, b, c, ...; the held-out item is `a` by default. */
export function makeTasks(
  users: number,
  { candidates = 20, draws = 1, heldOut = "a" } = {},
): RecommendationTask[] {
  return Array.from({ length: users * draws }, (_, index) => ({
    id: `tiny/classic/test/u${index % users}/1/${Math.floor(index / users)}/7`,
    dataset: "tiny",
    scenario: "classic" as const,
    split: "test" as const,
    draw: Math.floor(index / users),
    seed: 7,
    userId: `u${index % users}`,
    history: [{ userId: `u${index % users}`, itemId: "z", timestamp: 1 }],
    candidates: [..."abcdefghijklmnopqrstuvwxyz"].slice(0, candidates),
    heldOut,
  }));
}

export function makeTask(options: { candidates?: number; heldOut?: string } = {}) {
  return makeTasks(1, options)[0]!;
}

/** Ranks item `a` by user: `ranks[0]` for u0, `ranks[1]` for u1, and so on, repeating. */
export function rankedPolicy(name: string, ranks: readonly number[]): Policy {
  return {
    name,
    rank: async ({ userId, candidates }) => {
      const others = candidates.filter((item) => item !== "a");
      const rank = ranks[Number(userId.slice(1)) % ranks.length]!;
      return {
        ranking: [...others.slice(0, rank - 1), "a", ...others.slice(rank - 1)],
        latencyMs: 10,
      };
    },
  };
}

const interval = [0.4, 0.6] as [number, number];

/** A row whose metrics are all one half, with the interval [0.4, 0.6]. */
export function makeRow(policy: string, change: Partial<ReportRow> = {}): ReportRow {
  return {
    policy,
    tasks: 100,
    ...forEachMetric(() => 0.5),
    ci95: forEachMetric(() => interval),
    modelCalls: null,
    tokens: null,
    latencyMs: { p50: 1, p95: 2 },
    completed: 100,
    failed: 0,
    appended: 0,
    ...change,
  };
}

/** A report of these rows; every policy is 0.1 better than every earlier one. */
export function makeReport(
  rows: readonly ReportRow[],
  protocol: Partial<EvaluationProtocol> = {},
): Report {
  const names = rows.map(({ policy }) => policy);
  return {
    protocol: { ...protocolOf({ tasks: makeTasks(100) }), ...protocol },
    rows: [...rows],
    paired: names.flatMap((a, index) =>
      names.slice(0, index).map((b) => ({
        a,
        b,
        difference: 0.1,
        ci95: [-0.01, 0.21],
        p: 0.06,
        adjustedP: 0.12,
        detectable: 0.15,
      })),
    ),
    environment: {
      node: "v20",
      platform: "linux-x64",
      cpuModel: "none",
      cpuCount: 1,
      packageVersion: "0.0.0",
    },
  };
}
