/** The teacher for LangGraph Studio (`langgraph.json`): the synthetic dataset, the offline model, no file needed. */
import { fitCollaborativeIndex } from "./collaborative/collaborative-index.js";
import { createSyntheticDataset } from "./data/synthetic.js";
import { fitInteractions } from "./data/targets.js";
import { createTeacher } from "./graphs/teacher.js";
import { OfflineModel } from "./models/offline/offline-model.js";
import { createTools } from "./tools/create-tools.js";

const dataset = createSyntheticDataset();
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});

/** Studio supplies the checkpointer. Invoke it with `{ opening, userId, candidates }`, see `toGraphInput`. */
export const teacher = createTeacher({
  llm: new OfflineModel(),
  tools: createTools({ index, dataset }),
}).compile({ name: "star-teacher" });
