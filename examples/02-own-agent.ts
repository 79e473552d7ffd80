/** A teacher with agents of your own: an agent is a plain object. Offline: synthetic data, and rules instead of an LLM. */
import {
  createTasks,
  createTeacher,
  createTools,
  fitCollaborativeIndex,
  fitInteractions,
  OfflineModel,
  toGraphInput,
  visible,
  type AgentDefinition,
} from "langgraph-star";
import { createSyntheticDataset } from "langgraph-star/data";

const sequel: AgentDefinition = {
  name: "sequel",
  description: "looks for candidates that continue a series or follow the last choice",
  prompt: `You are the sequel agent of a team that recommends items.
Find the candidates that others choose soon after this user's last choice. Ask translate_evidence (focus "recent").`,
  tools: ["lookup_user_history", "translate_evidence"],
};

const skeptic: AgentDefinition = {
  name: "skeptic",
  description: "names the candidates that popularity alone explains",
  prompt: `You are the skeptic agent of a team that recommends items.
Say which candidates everybody chooses and this user has no reason to. Ask translate_evidence (focus "all").`,
  tools: ["translate_evidence"],
};

const dataset = createSyntheticDataset({ users: 200, items: 300, interactions: 6_000 });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});
const teacher = createTeacher({
  llm: new OfflineModel(),
  tools: createTools({ index, dataset }),
  agents: [sequel, skeptic], // [...DEFAULT_AGENTS, sequel] keeps the four
}).compile({ name: "own-teacher" });

for (const task of createTasks(dataset, { split: "test", limit: 1 }).tasks) {
  const { findings, ranking } = await teacher.invoke(toGraphInput(task, dataset), {
    context: { task: visible(task) },
  });
  for (const { agent, observations } of findings) {
    console.log(`${agent} read ${observations.map(({ tool }) => tool).join(", ")}`);
  }
  console.log(`First: ${dataset.items.get(ranking[0] ?? "")?.title}`);
}
