/** Draws the teacher from the graph itself into docs/images: `npm run draw`. */
import { writeFile } from "node:fs/promises";
import {
  createSyntheticDataset,
  createTeacher,
  createTools,
  drawGraph,
  fitCollaborativeIndex,
  fitInteractions,
  OfflineModel,
} from "langgraph-star";

const dataset = createSyntheticDataset({ users: 20, items: 40, interactions: 200 });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});
const tools = createTools({ index, dataset });
const teacher = createTeacher({ llm: new OfflineModel(), tools }).compile({ name: "star-teacher" });

await writeFile("docs/images/teacher.svg", await drawGraph(teacher, { xray: true }));
await writeFile("docs/images/teacher-overview.svg", await drawGraph(teacher));
