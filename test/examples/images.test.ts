import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { fitCollaborativeIndex } from "../../src/collaborative/collaborative-index.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { drawGraph } from "../../src/graphs/draw.js";
import { createStudent } from "../../src/graphs/student.js";
import { createTeacher } from "../../src/graphs/teacher.js";
import { OfflineModel } from "../../src/models/offline/offline-model.js";
import { createTools } from "../../src/tools/create-tools.js";

const dataset = createSyntheticDataset({ users: 20, items: 40, interactions: 200 });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});
const parts = { llm: new OfflineModel(), tools: createTools({ index, dataset }) };
const teacher = createTeacher(parts).compile({ name: "star-teacher" });
const student = createStudent(parts).compile({ name: "star-student" });

describe("the pictures in docs/images are up to date (otherwise: npm run draw)", () => {
  it.each([
    { file: "teacher.svg", graph: teacher, xray: true },
    { file: "teacher-overview.svg", graph: teacher, xray: false },
    { file: "student.svg", graph: student, xray: false },
  ])("$file", async ({ file, graph, xray }) => {
    const committed = await readFile(`docs/images/${file}`, "utf8");
    expect((await drawGraph(graph, { xray })) === committed).toBe(true);
  });
});
