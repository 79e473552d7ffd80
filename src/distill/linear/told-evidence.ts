import { splitEvidenceLine } from "../../text/evidence-line.js";

/** What was said of each item (and user): one clause after the other, each between two `; `. */
export type Told = Map<string, string>;

const FIRST_LINE = /^Evidence for user (.*?) \(\d+ earlier choices\)/;
const BETWEEN = "; ";

/** What an answer of `translate_evidence` says of each item; nothing for any other answer. */
export function readTold(answer: string): Told {
  const told: Told = new Map();
  const user = FIRST_LINE.exec(answer)?.[1];
  if (user === undefined) return told;
  for (const line of answer.split("\n")) {
    const parts = splitEvidenceLine(line);
    if (parts !== undefined) told.set(`${user} ${parts.item}`, `${BETWEEN}${parts.said}${BETWEEN}`);
  }
  return told;
}

/** Adds what was told to what was told before. */
export function addTold(all: Told, told: Told): void {
  for (const [item, said] of told) all.set(item, (all.get(item) ?? "") + said);
}

/** Whether something was told, and all of it by others. */
export function isToldBy(told: Told, others: Told): boolean {
  for (const [item, said] of told) {
    const known = others.get(item) ?? "";
    const clauses = said.slice(BETWEEN.length, -BETWEEN.length).split(BETWEEN);
    if (!clauses.every((clause) => known.includes(BETWEEN + clause + BETWEEN))) return false;
  }
  return told.size > 0;
}
