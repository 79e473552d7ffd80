import { isRecord } from "../../json.js";
import { repairOf } from "../../models/reply/repair.js";
import type { Leniency } from "./read.js";

/** Counts equal assignments of a plan or of revisions once. An agent with two different questions is left as it is: either could be meant. */
export function createAssignmentLeniency(field: "assignments" | "revisions"): Leniency {
  return {
    correct(value) {
      const given = isRecord(value) ? value[field] : undefined;
      if (!isRecord(value) || !Array.isArray(given)) return undefined;
      const distinct = [...new Map(given.map((one) => [keyOf(one), one])).values()];
      if (distinct.length === given.length) return undefined;
      const repairs = [repairOf("assignments_repeated", given)];
      return { value: { ...value, [field]: distinct }, repairs };
    },
  };
}

function keyOf(assignment: unknown): string {
  if (!isRecord(assignment)) return JSON.stringify(assignment);
  return JSON.stringify([assignment["agent"], assignment["question"]]);
}
