import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { createTasks } from "../../src/data/tasks.js";
import { evaluate } from "../../src/evaluation/evaluate.js";
import { randomPolicy } from "../../src/evaluation/policies.js";
import type { Report } from "../../src/evaluation/report-schema.js";
import { createReport } from "../../src/evaluation/report.js";
import { createRandom } from "../../src/random.js";
import type { Policy, RecommendationTask } from "../../src/types.js";

/** What no text of a page may do. */
export const ATTACK = `<img src=x onerror="window.wasAttacked = 1">`;
/** The name of a policy that tries to leave its element. */
export const HOSTILE_POLICY = `student:"></th><script>window.wasAttacked = 1</script>`;

const dataset = createSyntheticDataset({ users: 60, items: 80, interactions: 1500, seed: 1 });
const { tasks } = createTasks(dataset, { split: "test" });
const heldOut = new Map(tasks.map((task) => [task.id, task.heldOut]));
const environment = {
  node: "v20",
  platform: "linux-x64",
  cpuModel: "none",
  cpuCount: 2,
  packageVersion: "0.0.0",
};

/** Ranks at random, but the held-out item higher the larger the bonus is. */
function informedPolicy(name: string, bonus: number, cost: number): Policy {
  return {
    name,
    async rank({ id, candidates }) {
      const random = createRandom(name, id);
      const scores = candidates.map(
        (item) => random() + (item === heldOut.get(id) ? bonus * random() : 0),
      );
      return { scores, modelCalls: cost / 400, tokens: cost, latencyMs: cost * (1 + random()) };
    },
  };
}

/** A policy that prefers the first candidates of the list. */
const biased: Policy = {
  name: "first candidates first",
  rank: async ({ candidates }) => ({ ranking: candidates, latencyMs: 0.02 }),
};

/** A report with everything that a page can show, of policies with long and hostile names, and items with hostile titles. */
export async function makeExampleReport(): Promise<{
  report: Report;
  tasks: readonly RecommendationTask[];
}> {
  const students = ["student:s1/after-sft-with-a-long-name", HOSTILE_POLICY];
  const evaluation = await evaluate({
    policies: [
      randomPolicy(1),
      biased,
      informedPolicy("item-knn", 0.6, 0),
      informedPolicy("ease", 0.9, 0),
      informedPolicy("teacher:no-reflection", 1.2, 8400),
      informedPolicy("teacher", 1.25, 10_800),
      ...students.map((name) => informedPolicy(name, 1.5, 40)),
    ],
    tasks,
    notes: { teacher: "offline model, no LLM" },
    resamples: 200,
    synthetic: true,
  });
  const interactions = new Map<string, number>();
  for (const { itemId } of dataset.interactions)
    interactions.set(itemId, (interactions.get(itemId) ?? 0) + 1);
  const titles = new Map(
    [...dataset.items.values()].map(({ id, title }, index) => [
      id,
      { title: index % 3 === 0 ? `${title} ${ATTACK}` : title },
    ]),
  );
  const report = createReport({
    evaluation,
    catalog: { tasks, interactions, titles },
    students: students.map((student) => ({ student, teacher: "teacher" })),
    environment,
    resamples: 200,
  });
  return { report, tasks };
}
