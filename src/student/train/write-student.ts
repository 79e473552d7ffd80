import { join } from "node:path";
import { writeFileAtomic } from "../../files.js";
import { saveStudent } from "../student.js";
import { drawCurves } from "./curves.js";
import { writeModelCard } from "./model-card.js";
import type { Origin } from "./origin.js";
import type { TrainingRecord } from "./record.js";
import { look, type Run } from "./run.js";

/** Writes the student's folder: what it takes to run it, the record, the curves and a model card. */
export async function writeStudent(
  { options, model }: Pick<Run, "options" | "model">,
  record: TrainingRecord,
): Promise<void> {
  const file = (name: string) => join(options.out, name);
  await writeFileAtomic(file("training.json"), `${JSON.stringify(record, null, 2)}\n`);
  await writeFileAtomic(file("curves.svg"), await drawCurves(record));
  await writeFileAtomic(file("README.md"), writeModelCard(record, options.name));
  await saveStudent(options.out, model, options.name);
}

/** Sums a run up. */
export async function recordOf(
  run: Run,
  { origin, afterSft }: { readonly origin: Origin } & Pick<TrainingRecord, "afterSft">,
): Promise<TrainingRecord> {
  const { options, corpus, model, steps, curves, best, context } = run;
  const { dataset, seed, stages, rl, validationTasks, prompts, groupSize } = options;
  return {
    data: {
      dataset: dataset.name,
      synthetic: dataset.synthetic,
      trajectories: origin.trajectories,
      read: corpus.read,
      kept: corpus.examples.length,
    },
    from: origin.from,
    seed,
    stages,
    rl,
    steps,
    iterations: curves.rl.length,
    validationTasks,
    prompts,
    groupSize,
    parameters: model.parameters.count,
    curves,
    best: best.soFar?.validation ?? (await look(run)),
    afterSft,
    stopped: context.signal.aborted,
  };
}
