import { isRecord } from "../../../json.js";
import { MANIFEST_FILE } from "../manifest.js";
import type { ProblemList } from "./problem.js";

interface Comparison {
  /** What the manifest states. */
  readonly stated: unknown;
  /** What follows from the files. */
  readonly found: unknown;
  readonly problems: ProblemList;
}

/** Adds a problem for each value of the manifest that differs from the one that was found. */
export function compareValues(name: string, { problems, ...values }: Comparison): void {
  for (const message of listDifferences(name, values)) {
    problems.add({ file: MANIFEST_FILE, row: null, id: null, byte: null, message });
  }
}

function* listDifferences(
  name: string,
  { stated, found }: Omit<Comparison, "problems">,
): Generator<string> {
  if (isRecord(stated) && isRecord(found)) {
    for (const key of new Set([...Object.keys(stated), ...Object.keys(found)])) {
      yield* listDifferences(`${name}.${key}`, { stated: stated[key], found: found[key] });
    }
    return;
  }
  const [one, other] = [stated, found].map((value) => JSON.stringify(value) ?? "nothing");
  if (one !== other) yield `the manifest states ${one} for ${name}, found ${other}`;
}
