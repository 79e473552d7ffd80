import { fitCollaborativeIndex } from "../../../src/collaborative/collaborative-index.js";
import { fitInteractions } from "../../../src/data/split-targets.js";
import { createSyntheticDataset } from "../../../src/data/synthetic.js";
import { createTasks } from "../../../src/data/tasks.js";
import type { TeacherHostOptions } from "../../../src/distill/teaching/teacher-host.js";
import { TRAJECTORY_SCHEMA, type Trajectory } from "../../../src/trajectory/trajectory.js";
import type { RecommendationTask } from "../../../src/types.js";

/** A small synthetic dataset with an index and tasks, as options of a teacher host. */
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
  return { dataset, host, tasks: createTasks(dataset, { split: "test", limit: 6 }).tasks };
}

/** The trajectory without timing, the only difference between two runs with the same seed. */
export function withoutTiming(trajectory: Trajectory) {
  const { timing: _, ...rest } = trajectory;
  const untimed = <Timed extends object>(timed: Timed) => ({ ...timed, timing: undefined });
  return { ...rest, steps: rest.steps.map(untimed), calls: rest.calls?.map(untimed) };
}

/** A task with the candidates a, b and c; b is held out. */
export function taskOf(user: number, { seed = 1 }: { seed?: number } = {}): RecommendationTask {
  const candidates = ["a", "b", "c"];
  const id = `tiny/classic/test/u${user}/1/0/${seed}`;
  const about = { dataset: "tiny", scenario: "classic", split: "test", draw: 0 } as const;
  return { id, ...about, seed, userId: `u${user}`, history: [], candidates, heldOut: "b" };
}

/** The trajectory of a run without steps. */
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
