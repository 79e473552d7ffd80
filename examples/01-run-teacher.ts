/** The teacher ranks 20 candidates for one user and prints how. Offline: synthetic data, and rules instead of an LLM. */
import {
  createTasks,
  createTeacher,
  createTools,
  fitCollaborativeIndex,
  fitInteractions,
  OfflineModel,
  toGraphInput,
  visible,
} from "langgraph-star";
import { createSyntheticDataset } from "langgraph-star/data";

const dataset = createSyntheticDataset({ users: 200, items: 300, interactions: 6_000 });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});
const teacher = createTeacher({
  llm: new OfflineModel(), // or any LangChain chat model that calls tools
  tools: createTools({ index, dataset }),
}).compile({ name: "star-teacher" });

for (const task of createTasks(dataset, { split: "test", limit: 1 }).tasks) {
  const { plan, findings, reflections, ranking } = await teacher.invoke(
    toGraphInput(task, dataset),
    // The task without its held-out item: tools read it, models never see it.
    { context: { task: visible(task) } },
  );
  console.log(`plan: ${plan?.reasoning}`);
  for (const { agent, round, question } of findings) {
    console.log(`${agent}, round ${round}: ${question}`);
  }
  for (const { verdict, reasoning } of reflections) console.log(`${verdict}: ${reasoning}`);
  for (const [position, id] of ranking.slice(0, 5).entries()) {
    console.log(`${position + 1}. ${dataset.items.get(id)?.title}`);
  }
  const rank = ranking.indexOf(task.heldOut) + 1;
  console.log(`The held-out item has rank ${rank} of ${ranking.length}.`);
}
