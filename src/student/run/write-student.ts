import { join } from "node:path";
import { loadCanvas } from "../../evaluation/plots/canvas.js";
import { writeFileAtomic } from "../../files.js";
import { saveStudent } from "../student.js";
import { commandOf, describeStages, isUnderTrained } from "./describe-record.js";
import type { TrainingRecord } from "./record.js";
import type { RunInputs } from "./run-inputs.js";
import { validateRun, type TrainingRun } from "./run.js";
import type { Validation } from "./validate.js";

/** Writes the student's folder: what it takes to run it, the record, the curves and a model card. */
export async function writeStudent(
  { options, model }: Pick<TrainingRun, "options" | "model">,
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
  run: TrainingRun,
  { origin, afterSft }: { readonly origin: RunInputs } & Pick<TrainingRecord, "afterSft">,
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
    best: best.current?.validation ?? (await validateRun(run)),
    afterSft,
    stopped: context.signal.aborted,
  };
}

/** The validation curve of a training run as one SVG: HR of the written list and of the scores, SFT first. */
export async function drawCurves({
  curves,
  steps,
  iterations,
  stages,
}: TrainingRecord): Promise<string> {
  const { Plot, draw } = await loadCanvas();
  const share = (stage: string, at: number) =>
    stage === "sft" ? at / steps : (stages.includes("sft") ? 1 : 0) + at / Math.max(1, iterations);
  const points = curves.validation.flatMap(({ stage, at, HR, scoredHR }) => [
    { at: share(stage, at), HR: 100 * HR, of: "list it writes" },
    { at: share(stage, at), HR: 100 * scoredHR, of: "scores at the first place" },
  ]);
  return draw("HR on validation tasks during training", {
    height: 320,
    style: { fontSize: "13px", background: "white", color: "black" },
    marginLeft: 60,
    marginRight: 180,
    marginBottom: 50,
    color: { legend: false, scheme: "Tableau10" },
    x: { label: "SFT from 0 to 1, reinforcement after it", grid: true },
    y: { label: "HR on validation tasks (percent)", grid: true, nice: true },
    marks: [
      Plot.lineY(points, { x: "at", y: "HR", z: "of", stroke: "of", strokeWidth: 2 }),
      Plot.dot(points, { x: "at", y: "HR", fill: "of", r: 3 }),
      Plot.text(
        points,
        Plot.selectLast({
          x: "at",
          y: "HR",
          z: "of",
          text: "of",
          fill: "of",
          textAnchor: "start",
          dx: 8,
        }),
      ),
    ],
  });
}

/** What a student is, on what and how it was trained, and what it scored, as Markdown. */
export function writeModelCard(record: TrainingRecord, name: string): string {
  const { data, from, seed, steps, parameters, best, afterSft } = record;
  const source = data.synthetic ? `${data.dataset} (synthetic data)` : data.dataset;
  return `# ${name}

A transformer of ${parameters.toLocaleString("en")} parameters that plans, calls the tools of langgraph-star, reflects and recommends, one word at
a time. It knows no item and no user: it reads what the tools answer.

- **Trained on** ${data.kept} of ${data.read} teacher trajectories on training tasks of ${source}; the others did not place the held-out
  item among the first five. File: sha256 \`${data.trajectories}\`.
- **How** ${describeStages(record)}, seed ${seed}.${from === null ? "" : ` That student's weights: sha256 \`${from}\`.`} On the same data and file
  \`${commandOf(record)}\` repeats it.
- **Chosen** by HR on validation tasks. Test tasks were not looked at.
${record.stopped ? "- **Stopped** before its end: the curves say how far it came.\n" : ""}${isUnderTrained(record) ? `- **Under-trained**: ${steps} updates show that the way works, not what it can reach.\n` : ""}
| on validation tasks | HR of the list it writes | HR by its scores | well formed |
| --- | --- | --- | --- |
${afterSft === null ? "" : `${row("after SFT", afterSft)}\n`}${row("kept", best)}

![HR on validation tasks during training](curves.svg)

\`training.json\` holds the curves. Run it with \`star evaluate --policy student:DIR\` or \`star serve --student DIR\`.
`;
}

function row(label: string, { HR, scoredHR, format }: Validation): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)}`;
  return `| ${label} | ${percent(HR)} | ${percent(scoredHR)} | ${percent(format)}% |`;
}
