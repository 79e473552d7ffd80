import type { RunRow } from "../../recorder/run-row.js";
import { isRecord } from "../../recorder/snapshot.js";
import type { ExportedRun } from "./exported-run.js";

const START = "__start__";

/**
 * The runs of graphs that went on from a checkpoint. LangGraph tells a recorder so; an export shows it by what is not there:
 * a graph that begins runs `__start__` first, and a function of the functional API counts its steps from 0.
 *
 * @param tellsStart - Whether the export holds any `__start__`; some leave hidden runs out.
 */
export function findResumed(rows: readonly RunRow[], tellsStart: boolean): RunRow[] {
  const nodes = new Map<string | undefined, RunRow[]>();
  for (const row of rows) {
    if (!row.isNode || row.position.isTask) continue;
    nodes.set(row.parentId, [...(nodes.get(row.parentId) ?? []), row]);
  }
  return rows.filter((row) => {
    const started = nodes.get(row.id);
    return tellsStart && started !== undefined && !started.some(isBeginning);
  });
}

function isBeginning({ name, position }: RunRow): boolean {
  return name === START || position.step === 0;
}

/** Whether a graph was called with nothing new, or with an answer to what it had asked. */
export function isResumption({ inputs }: ExportedRun): boolean {
  const command = isRecord(inputs["input"]) ? inputs["input"] : inputs;
  if (command["lg_name"] === "Command") return "resume" in command;
  return "input" in inputs && inputs["input"] === null;
}

export function isStart({ name }: ExportedRun): boolean {
  return name === START;
}
