import type { CellOutput } from "./outputs.js";

/** Characters of a line that a difference shows. */
const SHOWN = 80;

/** Options of {@link compareOutputs}. */
export interface CompareOptions {
  /** Compares MIME types only. Default false. */
  readonly typesOnly?: boolean;
}

/** Describes the first difference between stored outputs and those of a run; undefined if there is none. */
export function compareOutputs(
  stored: readonly CellOutput[],
  now: readonly CellOutput[],
  { typesOnly = false }: CompareOptions = {},
): string | undefined {
  const [typesThen, typesNow] = [stored, now].map((outputs) => outputs.map(listTypes).join("; "));
  if (typesThen !== typesNow)
    return `stores the outputs "${typesThen}", but now has "${typesNow}".`;
  if (typesOnly) return undefined;
  for (const [position, output] of stored.entries()) {
    const texts = textsOf(output);
    for (const [type, text] of textsOf(now[position] ?? output)) {
      const difference = compareLines(texts.get(type) ?? "", text);
      if (difference !== undefined) return `output (${type}), ${difference}`;
    }
  }
  return undefined;
}

function textsOf(output: CellOutput): Map<string, string> {
  return new Map(
    output.kind === "text" ? [["stdout", output.text]] : Object.entries(output.data).sort(),
  );
}

function listTypes(output: CellOutput): string {
  return [...textsOf(output).keys()].join(", ");
}

function compareLines(stored: string, now: string): string | undefined {
  const [then, lines] = [stored.split("\n"), now.split("\n")];
  for (let line = 0; line < Math.max(then.length, lines.length); line++) {
    if (then[line] === lines[line]) continue;
    return `line ${line + 1}: stored is ${excerpt(then[line], lines[line])}, now ${excerpt(lines[line], then[line])}.`;
  }
  return undefined;
}

/** The part of a line where it begins to differ from another. */
function excerpt(line: string | undefined, other = ""): string {
  if (line === undefined) return "no such line";
  let same = 0;
  while (same < line.length && line[same] === other[same]) same++;
  const from = Math.max(0, same - SHOWN / 4);
  const part = line.slice(from, from + SHOWN);
  return JSON.stringify(`${from > 0 ? "…" : ""}${part}${from + SHOWN < line.length ? "…" : ""}`);
}
