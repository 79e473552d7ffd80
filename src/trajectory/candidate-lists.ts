import { isRecord, parseShallowJson, readJsonObject } from "../json.js";
import { readBlocks } from "../text/blocks.js";
import type { Step, Trajectory } from "./trajectory.js";

/** Candidates in the order in which a role listed them. */
export interface CandidateList {
  readonly agent: string;
  readonly node: string;
  readonly round: number;
  /** Whether it is the final recommendation. */
  readonly isFinal: boolean;
  /** Distinct candidate ids, best first; empty for a report that names none. */
  readonly items: readonly string[];
}

/**
 * Lists what each role of a recommendation task put in which order: every analysis, then the final ranking. A report in JSON
 * lists the candidates of its longest list that names any, such as `favorites`; any other text those that it mentions as `[id]`.
 *
 * @returns Empty for an execution without a task.
 */
export function listCandidateLists({ task, steps, outcome }: Trajectory): CandidateList[] {
  if (task === null) return [];
  const known = new Set(task.candidates);
  const recommendation = steps.findLast(({ kind }) => kind === "recommend");
  const lists = steps.flatMap((step) => {
    if (step.kind !== "analysis") return [];
    const { agent, node, round } = step;
    return [{ agent, node, round, isFinal: false, items: readCandidates(step.content, known) }];
  });
  if (outcome === null) return lists;
  const { agent, node, round } = recommendation ?? UNKNOWN;
  return [...lists, { agent, node, round, isFinal: true, items: outcome.ranking }];
}

/** A ranking that no step shows. */
const UNKNOWN: Pick<Step, "agent" | "node" | "round"> = {
  agent: "",
  node: "final ranking",
  round: 1,
};

/** The candidates that a text lists, in its order. */
export function readCandidates(text: string, known: ReadonlySet<string>): string[] {
  const object = readJsonObject(text);
  const lists = object === undefined ? listsOfBlocks(text) : Object.values(object).filter(isList);
  if (lists.length === 0) return mentionsOf(text, known);
  const named = lists.map((list) => [...new Set(list.flatMap((entry) => idOf(entry, known)))]);
  return named.toSorted((one, other) => other.length - one.length)[0] ?? [];
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The JSON lists between the tags of a student's turn. */
function listsOfBlocks(text: string): (readonly unknown[])[] {
  const values = readBlocks(text).blocks.map((block) => parseShallowJson(block.text));
  return values.filter(isList);
}

/** The candidate that an entry of a list is about: itself, or the first of its members that is a candidate. */
function idOf(entry: unknown, known: ReadonlySet<string>): string[] {
  const values = isRecord(entry) ? Object.values(entry) : [entry];
  const ids = values.filter((value) => typeof value === "string" || typeof value === "number");
  const id = ids.map(String).find((value) => known.has(value));
  return id === undefined ? [] : [id];
}

function mentionsOf(text: string, known: ReadonlySet<string>): string[] {
  const mentioned = Array.from(text.matchAll(/\[([^\][]+)\]/g), ([, id = ""]) => id);
  return [...new Set(mentioned.filter((id) => known.has(id)))];
}
