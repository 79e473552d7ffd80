import { fitCollaborativeIndex } from "./collaborative/collaborative-index.js";
import { fitInteractions } from "./data/split-targets.js";
import { createSyntheticDataset } from "./data/synthetic.js";
import { createTeacher } from "./graphs/teacher.js";
import { OfflineModel } from "./models/offline/offline-model.js";
import { createTools } from "./tools/create-tools.js";

const dataset = createSyntheticDataset();
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});

/**
 * The teacher for LangGraph Studio (`langgraph.json`), on the synthetic dataset with the offline model. Studio supplies the
 * checkpointer. Input: `{ opening, userId, candidates }`, see `toGraphInput`.
 */
export const teacher = createTeacher({
  llm: new OfflineModel(),
  tools: createTools({ index, dataset }),
}).compile({ name: "star-teacher" });
