import { MODEL_CARD } from "../read-student-folder.js";
import { saveStudentFolder } from "../student.js";
import { drawCurves, renderModelCard } from "./model-card.js";
import type { TrainingRecord } from "./record.js";
import type { RunInputs } from "./run-inputs.js";
import { type TrainingRun, validateRun } from "./run.js";

/** Writes the student's folder: the record, the curves, the model card, and what `openStudent` reads. */
export async function writeStudent(
  { options, model }: Pick<TrainingRun, "options" | "model">,
  record: TrainingRecord,
): Promise<void> {
  const { out, name } = options;
  const documents = new Map([
    ["training.json", `${JSON.stringify(record, null, 2)}\n`],
    ["curves.svg", await drawCurves(record)],
    [MODEL_CARD, renderModelCard(record, name)],
  ]);
  await saveStudentFolder(out, { model, name, documents });
}

/** Creates the record of a run. A run without any validation is validated now. */
export async function recordOf(
  run: TrainingRun,
  { inputs, afterSft }: { readonly inputs: RunInputs } & Pick<TrainingRecord, "afterSft">,
): Promise<TrainingRecord> {
  const { options, corpus, model, steps, curves, best, context } = run;
  const { dataset, seed, stages, rl, validationTasks, prompts, groupSize } = options;
  return {
    data: {
      dataset: dataset.name,
      synthetic: dataset.synthetic,
      trajectories: inputs.trajectories,
      read: corpus.read,
      kept: corpus.examples.length,
    },
    from: inputs.from,
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
    best: best.current?.validation ?? (await validateRun(run)),
    afterSft,
    stopped: context.signal.aborted,
  };
}
