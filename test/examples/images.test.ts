import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { fitCollaborativeIndex } from "../../src/collaborative/collaborative-index.js";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { fitInteractions } from "../../src/data/targets.js";
import { drawGraph } from "../../src/graphs/draw.js";
import { createTeacher } from "../../src/graphs/teacher.js";
import { OfflineModel } from "../../src/models/offline/offline-model.js";
import { createTools } from "../../src/tools/create-tools.js";

const dataset = createSyntheticDataset({ users: 20, items: 40, interactions: 200 });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});
const teacher = createTeacher({
  llm: new OfflineModel(),
  tools: createTools({ index, dataset }),
}).compile({ name: "star-teacher" });

describe("the pictures in docs/images show the teacher as it is (else: npm run draw)", () => {
  it.each([
    { file: "teacher.svg", xray: true },
    { file: "teacher-overview.svg", xray: false },
  ])("$file", async ({ file, xray }) => {
    const committed = await readFile(`docs/images/${file}`, "utf8");
    expect((await drawGraph(teacher, { xray })) === committed).toBe(true);
  });
});
