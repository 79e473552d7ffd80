import { z } from "zod";

/** All times are under `timing`: without it, two runs with the same seed are equal. */
export const timingSchema = z.strictObject({
  /** Milliseconds since the start of the execution. */
  startMs: z.number(),
  durationMs: z.number(),
});
