import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createTasks,
  fitCollaborativeIndex,
  fitInteractions,
  loadDataset,
  runTraining,
  teach,
} from "langgraph-star";
import { createTeacherHost, TEACHER_DEFAULTS } from "langgraph-star/export";
import { openStudent } from "langgraph-star/student";
const t0 = performance.now();
const out = await mkdtemp(join(tmpdir(), "star-"));
const trajectories = join(out, "teacher.jsonl");
const dataset = await loadDataset({ name: "synthetic" });
const sequences = fitInteractions(dataset, "train");
const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
console.log(performance.now() - t0);
const { tasks } = createTasks(dataset, { split: "train", limit: 8 });
const model = { spec: "offline", temperature: 0, seed: 1 };
const teacher = createTeacherHost({ index, dataset, model });
await teach({
  teacher,
  tasks,
  settings: TEACHER_DEFAULTS,
  fingerprint: "example",
  path: trajectories,
});
console.log(performance.now() - t0);
await runTraining({ trajectories, dataset, out, stages: ["sft"], steps: 1, validationTasks: 1 });
console.log(performance.now() - t0);
const student = await openStudent(out);
console.log(student.name); // star-student
console.log(performance.now() - t0);
