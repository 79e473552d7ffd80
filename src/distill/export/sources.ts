import { z } from "zod";
import type { Trajectory } from "../../trajectory/trajectory.js";

/** Schema of {@link Source}. */
export const sourceSchema = z.strictObject({
  /** Null for a graph without recommendation tasks. */
  dataset: z.string().nullable(),
  synthetic: z.boolean(),
  graph: z.string(),
  fingerprint: z.string(),
  models: z.array(z.string()),
});
/** Origin of trajectories: dataset, graph and models. */
export type Source = z.infer<typeof sourceSchema>;

/** Lists the distinct sources of trajectories. */
export function listSources(trajectories: readonly Trajectory[]): Source[] {
  return uniqueSources(
    trajectories.map(({ task, source: { graph, fingerprint, models } }) => ({
      dataset: task?.dataset ?? null,
      synthetic: task?.synthetic ?? false,
      graph,
      fingerprint,
      models,
    })),
  );
}

/** Removes duplicate sources. */
export function uniqueSources(sources: readonly Source[]): Source[] {
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
}
