import { join } from "node:path";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { beforeAll, describe, expect, it } from "vitest";
import { fitCollaborativeIndex } from "../../src/collaborative/collaborative-index.js";
import { loadMovieLens100K } from "../../src/data/movielens-100k.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { createTasks, visible } from "../../src/data/tasks.js";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import { createTeacher } from "../../src/graphs/teacher.js";
import { OfflineModel } from "../../src/models/offline/offline-model.js";
import { createTools } from "../../src/tools/create-tools.js";
import type { Dataset } from "../../src/types.js";

const dataDirectory = process.env["STAR_DATA_DIR"] ?? "";

describe.skipIf(dataDirectory === "")("the offline teacher on MovieLens 100K", () => {
  let dataset: Dataset;
  let tools: StructuredToolInterface[];
  beforeAll(async () => {
    dataset = await loadMovieLens100K(join(dataDirectory, "movielens-100k"));
    const sequences = fitInteractions(dataset, "test");
    const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
    tools = createTools({ index, dataset });
  }, 240_000);

  it("ranks 60 tasks with every tool, several plans, and some revisions", async () => {
    const teacher = createTeacher({ llm: new OfflineModel(), tools }).compile();
    const { tasks } = createTasks(dataset, { split: "test", limit: 60 });
    const plans = new Set<string>();
    const toolsUsed = new Set<string>();
    const rounds = new Set<number>();
    for (const task of tasks) {
      const context = { task: visible(task) };
      const answer = await teacher.invoke(toGraphInput(task, dataset), { context });
      expect(answer.ranking.toSorted()).toEqual(task.candidates.toSorted());
      plans.add(answer.plan?.assignments.map(({ agent }) => agent).join(" ") ?? "");
      for (const { tool } of answer.findings.flatMap((finding) => finding.observations)) {
        toolsUsed.add(tool);
      }
      rounds.add(answer.round);
    }
    expect(toolsUsed).toEqual(new Set(tools.map(({ name }) => name)));
    expect(plans.size).toBeGreaterThanOrEqual(3);
    expect(rounds).toEqual(new Set([1, 2]));
  }, 240_000);
});
