/** Draws teacher and student into docs/images: `npm run draw`. */
import { writeFile } from "node:fs/promises";
import {
  createStudent,
  createTeacher,
  createTools,
  drawGraph,
  fitCollaborativeIndex,
  fitInteractions,
  OfflineModel,
} from "langgraph-star";
import { createSyntheticDataset } from "langgraph-star/data";

const dataset = createSyntheticDataset({ users: 20, items: 40, interactions: 200 });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});
const tools = createTools({ index, dataset });
const llm = new OfflineModel();
const teacher = createTeacher({ llm, tools }).compile({ name: "star-teacher" });
const student = createStudent({ llm, tools }).compile({ name: "star-student" });

await writeFile("docs/images/teacher.svg", await drawGraph(teacher, { xray: true }));
await writeFile("docs/images/teacher-overview.svg", await drawGraph(teacher));
await writeFile("docs/images/student.svg", await drawGraph(student));
