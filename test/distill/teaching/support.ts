import { fitCollaborativeIndex } from "../../../src/collaborative/collaborative-index.js";
import { createSyntheticDataset } from "../../../src/data/synthetic.js";
import { fitInteractions } from "../../../src/data/targets.js";
import { createTasks } from "../../../src/data/tasks.js";
import type { TeacherHostOptions } from "../../../src/distill/teaching/teacher-host.js";
import { TRAJECTORY_SCHEMA, type Trajectory } from "../../../src/trajectory/trajectory.js";
import type { RecommendationTask } from "../../../src/types.js";

/** A small invented world: an index, tasks, and what a teacher host needs. */
export async function createWorld() {
  const dataset = createSyntheticDataset({ users: 40, items: 60, interactions: 800 });
  const sequences = fitInteractions(dataset, "test");
  const index = await fitCollaborativeIndex({
    sequences,
    items: dataset.items.keys(),
    options: { backend: "exact" },
  });
  const host: TeacherHostOptions = {
    index,
    dataset,
    model: { spec: "offline", temperature: 0, seed: 1 },
  };
  return { host, tasks: createTasks(dataset, { split: "test", limit: 6 }).tasks };
}

/** Two runs of one seed are equal but for this. */
export function withoutTiming(trajectory: Trajectory) {
  const { timing: _, ...rest } = trajectory;
  return { ...rest, steps: rest.steps.map((step) => ({ ...step, timing: undefined })) };
}

export function taskOf(place: number, { seed = 1 }: { seed?: number } = {}): RecommendationTask {
  const candidates = ["a", "b", "c"];
  const id = `tiny/classic/test/u${place}/1/0/${seed}`;
  const about = { dataset: "tiny", scenario: "classic", split: "test", draw: 0 } as const;
  return { id, ...about, seed, userId: `u${place}`, history: [], candidates, heldOut: "b" };
}

/** The trajectory of a run that did nothing. */
export function trajectoryOf(
  task: RecommendationTask,
  change: Partial<Trajectory> = {},
): Trajectory {
  const { id, dataset, scenario, split, draw, seed, userId, candidates } = task;
  const about = { id, dataset, scenario, split, draw, seed, userId };
  return {
    schema: TRAJECTORY_SCHEMA,
    id: `${id}#0`,
    task: { ...about, synthetic: true, candidates: [...candidates] },
    sample: 0,
    source: { graph: "fake", fingerprint: "print", models: [], temperature: 0 },
    prompt: [],
    tools: [],
    steps: [],
    usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0 },
    outcome: null,
    status: "completed",
    error: null,
    ...change,
  };
}
