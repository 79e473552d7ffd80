import type { ReportRow, ReportTables } from "./report-schema.js";

/** A remark about one policy, printed wherever its figures are. */
interface Remark {
  readonly policy: string;
  readonly text: string;
}

/** Notes, failures and incomplete rankings of all policies, in row order. */
export function remarksOf({ rows }: Pick<ReportTables, "rows">): Remark[] {
  return rows.flatMap((row) => textsOf(row).map((text) => ({ policy: row.policy, text })));
}

/** Standard errors from which a preference for positions is reported; chance alone exceeds it in one of a thousand policies. */
const REMARKABLE = 3.29;

function textsOf(row: ReportRow): string[] {
  const { note, failed, appended, tasks, repairs = {}, firstPosition: first } = row;
  const repaired = Object.entries(repairs).map(([kind, count]) => `${kind} ${count}`);
  return [
    ...(note === undefined ? [] : [note]),
    ...(failed === 0 ? [] : [`failed on ${failed} of ${tasks} tasks, which count as misses`]),
    ...(repaired.length === 0 ? [] : [`repaired replies: ${repaired.join(", ")}`]),
    ...(appended === 0 ? [] : [`left out candidates on ${appended} of ${tasks} tasks`]),
    ...(first === undefined || Math.abs(first.z) < REMARKABLE ? [] : [describeBias(first)]),
  ];
}

function describeBias({ mean, expected, z }: NonNullable<ReportRow["firstPosition"]>): string {
  const which = z < 0 ? "early" : "late";
  return `prefers ${which} candidates: the one ranked first is at position ${mean.toFixed(1)} of the list on average, ${expected.toFixed(1)} without bias`;
}

/** Describes the model of the simulated latencies; undefined if none were simulated. */
export function describeSimulation({
  simulation,
}: Pick<ReportTables, "simulation">): string | undefined {
  if (simulation === undefined) return undefined;
  const { callMs, tokenMs } = simulation;
  return `Simulated latency: a model that takes ${callMs} ms a call and ${tokenMs} ms a generated token (as Qwen3 counts them); tools cost nothing, and of agents side by side the slowest counts.`;
}

/** A warning about the whole report; undefined if there is none. */
export function warningOf({ protocol }: Pick<ReportTables, "protocol">): string | undefined {
  return protocol.synthetic
    ? "Synthetic data: these figures show that the pipeline works, not how well it recommends to people."
    : undefined;
}
