import { createQwen3Meter } from "../../../distill/export/qwen3-tokens.js";
import type { TokenMeter } from "../../../distill/export/tokens.js";
import { StarError } from "../../../errors.js";

/** Loads the tokenizer of the student; undefined where it is not installed. */
export async function loadMeter(): Promise<TokenMeter | undefined> {
  try {
    return await createQwen3Meter();
  } catch (error) {
    if (StarError.isInstance(error) && error.code === "DEPENDENCY_MISSING") return undefined;
    throw error;
  }
}

/** Loads the tokenizer at the first call. */
export type MeterSource = () => Promise<TokenMeter | undefined>;

/** Creates a function that loads the tokenizer once. */
export function createMeterSource(): MeterSource {
  let meter: ReturnType<typeof loadMeter> | undefined;
  return () => (meter ??= loadMeter());
}
