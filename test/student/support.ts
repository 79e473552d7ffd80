import { fitCollaborativeIndex } from "../../src/collaborative/collaborative-index.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { createTasks } from "../../src/data/tasks.js";
import { TEACHER_DEFAULTS } from "../../src/distill/teaching/settings.js";
import { createTeacherHost } from "../../src/distill/teaching/teacher-host.js";
import type { DecodedModel } from "../../src/student/decoding/decoder.js";
import { createParameterSet } from "../../src/student/engine/parameters.js";
import type { Vocabulary } from "../../src/student/language/vocabulary.js";
import type { TransformerConfig } from "../../src/student/model/config.js";
import { createStudentWeights } from "../../src/student/model/student-weights.js";
import { createTools } from "../../src/tools/create-tools.js";
import type { Trajectory } from "../../src/trajectory/trajectory.js";

export const SIZES = { users: 40, items: 60, interactions: 800 };

/** A small synthetic dataset with tools for its training tasks, and trajectories of the offline teacher. */
export async function createTaught(count = 12) {
  const dataset = createSyntheticDataset(SIZES);
  const index = await fitCollaborativeIndex({
    sequences: fitInteractions(dataset, "train"),
    items: dataset.items.keys(),
    options: { backend: "exact" },
  });
  const { tasks } = createTasks(dataset, { split: "train", limit: count });
  const model = { spec: "offline", temperature: 1, seed: 1 };
  const host = createTeacherHost({ index, dataset, model });
  const trajectories: Trajectory[] = [];
  for (const task of tasks) {
    trajectories.push(await host.record({ settings: TEACHER_DEFAULTS, task, sample: 0 }));
  }
  return { dataset, index, tasks, trajectories, tools: createTools({ index, dataset }) };
}

/** A small model with random weights. */
export async function createModel(vocabulary: Vocabulary, seed = 1): Promise<DecodedModel> {
  const config: TransformerConfig = {
    vocabularySize: vocabulary.size,
    outputSize: vocabulary.outputSize,
    firstLabelId: vocabulary.firstLabelId,
    labelCount: 20,
    layers: 2,
    width: 32,
    heads: 2,
    pointerWidth: 8,
  };
  return {
    config,
    vocabulary,
    parameters: await createParameterSet(createStudentWeights(config, vocabulary, seed)),
  };
}
