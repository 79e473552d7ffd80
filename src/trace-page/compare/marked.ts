import { signal } from "@preact/signals";
import { go } from "../state.js";

/** Ids of the runs that are marked to be compared: at most two, in the order in which they were marked. */
export const marked = signal<readonly string[]>([]);

/** Marks a run, or removes its mark. A third run takes the place of the first. */
export function toggleMark(id: string): void {
  const others = marked.value.filter((one) => one !== id);
  marked.value = others.length < marked.value.length ? others : [...others.slice(-1), id];
}

/** Opens the comparison of two marked runs. */
export function compareMarked(): void {
  const [one, other] = marked.value;
  if (one === undefined || other === undefined) return;
  marked.value = [];
  go({ compare: [one, other] });
}
