// Uses every subpath of the package. It is copied to a project that has installed the package, type-checked there and run.
import {
  createTeacher,
  createTools,
  fitCollaborativeIndex,
  fitInteractions,
  loadDataset,
  OfflineModel,
  recommend,
  StarError,
} from "langgraph-star";
import { createInteractionMatrix, fitPopularity } from "langgraph-star/collaborative";
import { createTasks, describeDataset } from "langgraph-star/data";
import { evaluate, randomPolicy } from "langgraph-star/evaluation";
import { toConversation } from "langgraph-star/export";
import manifest from "langgraph-star/package.json" with { type: "json" };
import { toTrajectory, TrajectoryRecorder } from "langgraph-star/recorder";
import { createStudentApp } from "langgraph-star/serve";
import { openStudent } from "langgraph-star/student";

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(`Unexpected: ${what}`);
}

/** The code of the StarError that a call ends with. */
async function codeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (StarError.isInstance(error)) return error.code;
    throw error;
  }
  return "none";
}

const sizes = { users: 60, items: 80, interactions: 1_200 };
const dataset = await loadDataset({ name: "synthetic", sizes });
const sequences = fitInteractions(dataset, "test");
const items = [...dataset.items.keys()];
const index = await fitCollaborativeIndex({ sequences, items });
const tools = createTools({ index, dataset });
const llm = new OfflineModel();
const teacher = createTeacher({ llm, tools }).compile({ name: "teacher" });

const userId = sequences[0]?.userId ?? "";
const recorder = new TrajectoryRecorder();
const { ranking, usage } = await recommend(teacher, {
  userId,
  dataset,
  index,
  callbacks: [recorder],
});
check(ranking.length === 20, `${ranking.length} items are ranked`);
check((ranking[0]?.evidence.length ?? 0) > 0, "the first item has no evidence");
check(usage.modelCalls > 3, `${usage.modelCalls} model calls`);

const trajectory = toTrajectory(recorder.take(), {
  id: "1",
  task: null,
  fingerprint: manifest.version,
  temperature: 0,
  outcome: null,
});
check(trajectory.status === "completed", `the trajectory is ${trajectory.status}`);
check(toConversation(trajectory).messages.length > 3, "the conversation is short");

check(describeDataset(dataset).items === 80, "the dataset has not 80 items");
const popularity = fitPopularity(createInteractionMatrix({ sequences, items }));
check(popularity.score([], items).length === 80, "popularity does not score all items");
const { tasks } = createTasks(dataset, { split: "test", limit: 20 });
const { rows } = await evaluate({ policies: [randomPolicy(1)], tasks, synthetic: true });
check(rows[0]?.policy === "random", `the report is about ${rows[0]?.policy}`);

const missing = await codeOf(() =>
  createStudentApp({ model: llm, name: "s", graph: teacher as never, tools, dataset }),
);
check(missing === "DEPENDENCY_MISSING", `without hono the server fails with ${missing}`);
const unopened = await codeOf(() => openStudent("no-such-folder"));
check(unopened !== "none", "a student that does not exist is opened");
console.log(`ranked ${ranking.length} items`);
