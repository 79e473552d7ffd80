import { readId } from "../../text/data-text.js";
import { ID_PATTERN } from "../../text/item-line.js";
import { readTaskSketch, type TaskSketch } from "../../text/task-sketch.js";

/** The task as a student knows it: from its opening alone. */
export interface StudentTask extends TaskSketch {
  /** Place of a candidate, from 0, by its id. */
  readonly places: ReadonlyMap<string, number>;
}

/** @param opening - The user's first message. */
export function readTask(opening: string): StudentTask {
  const sketch = readTaskSketch(opening);
  return { ...sketch, places: new Map(sketch.candidates.map(({ id }, place) => [id, place])) };
}

const MENTION = new RegExp(String.raw`\[(${ID_PATTERN})\]|"(?:[^"\\]|\\.)*"|\b[a-z]\w*\b`, "g");

/**
 * What a text speaks of, each once, in the order of first mention: candidates by `[id]`, and words of a closed list. What
 * stands in quotes, a title for example, is passed over.
 */
export function readMentions(
  text: string,
  terms: ReadonlySet<string>,
  { places }: StudentTask,
): (string | number)[] {
  const found = new Set<string | number>();
  for (const [word, id] of text.matchAll(MENTION)) {
    const place = id === undefined ? undefined : places.get(readId(id));
    if (place !== undefined) found.add(place);
    else if (terms.has(word)) found.add(word);
  }
  return [...found];
}
