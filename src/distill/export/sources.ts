import { z } from "zod";
import type { Trajectory } from "../../trajectory/trajectory.js";

/** Where trajectories come from. */
export const sourceSchema = z.strictObject({
  /** Null for a graph that has nothing to do with recommendation. */
  dataset: z.string().nullable(),
  synthetic: z.boolean(),
  graph: z.string(),
  fingerprint: z.string(),
  models: z.array(z.string()),
});
export type Source = z.infer<typeof sourceSchema>;

/** The sources of trajectories, each once. */
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

export function uniqueSources(sources: readonly Source[]): Source[] {
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
}
