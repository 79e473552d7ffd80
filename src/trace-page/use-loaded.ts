import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** What {@link useLoaded} has so far. */
export interface Loaded<Value> {
  /** Undefined while it is loaded, and if it could not be. */
  readonly value: Value | undefined;
  /** Why it could not be loaded; empty if it could. */
  readonly problem: string;
}

/**
 * Loads something when a component is shown, and again when `keys` change. What arrives after the component is gone, or for other keys, is
 * ignored.
 */
export function useLoaded<Value>(
  load: () => Promise<Value>,
  keys: readonly unknown[],
): Loaded<Value> {
  const loaded = useSignal<Loaded<Value>>({ value: undefined, problem: "" });
  useEffect(() => {
    let isCurrent = true;
    const set = (next: Loaded<Value>) => {
      if (isCurrent) loaded.value = next;
    };
    set({ value: undefined, problem: "" });
    load().then(
      (value) => set({ value, problem: "" }),
      (error: unknown) =>
        set({
          value: undefined,
          problem: error instanceof Error ? error.message : String(error),
        }),
    );
    return () => {
      isCurrent = false;
    };
  }, [...keys]);
  return loaded.value;
}
