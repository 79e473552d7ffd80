import { signal } from "@preact/signals";
import type { RunView } from "../../serve/traces/view/run-view.js";

/** The run that is open, with what is looked up in it often. */
export interface CurrentRun {
  /** What addresses it, see `ListedRun`. */
  readonly key: string;
  readonly view: RunView;
  /** Titles by id. */
  readonly titles: ReadonlyMap<string, string>;
  /** The step that the model call with the most tokens led to. */
  readonly heaviest: number | undefined;
}

/** The run that is open; undefined while it is loaded, and in the list. */
export const currentRun = signal<CurrentRun | undefined>(undefined);

/** Prepares a run. */
export function toCurrentRun(key: string, view: RunView): CurrentRun {
  const { calls, steps, items } = view;
  const weights = calls.map(({ usage }) => usage.inputTokens + usage.outputTokens);
  const most = weights.indexOf(Math.max(...weights));
  const step = steps.findIndex(({ call }) => call === most && most !== -1);
  return { key, view, titles: new Map(items), heaviest: step === -1 ? undefined : step };
}
