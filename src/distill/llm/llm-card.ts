import { loadCanvas } from "../../evaluation/plots/canvas.js";
import { DEFAULT_STUDENT_TEMPLATE } from "../export/student-templates.js";
import type { LlmTrainingRecord } from "./record.js";

/** The model card as Markdown: what was trained on what, with which options, and how to serve it. */
export function renderLlmCard(record: LlmTrainingRecord, name: string): string {
  const { settings, trajectories, base, data, model, done, curves } = record;
  const method = settings.full ? "all weights" : `a LoRA adapter of rank ${settings.rank}`;
  const first = curves.validation[0];
  const { best } = done;
  const count = (value: number) => value.toLocaleString("en");
  return `---
library_name: transformers
tags: [langgraph-star, recommender-system, distillation]
---

# ${name}

${settings.baseModel} (sha256 \`${base}\`), trained with TRL to recommend with the tools of langgraph-star: it plans, reads
evidence, reflects and ranks in one conversation.

- **Trained**: ${method}, ${count(model.trained)} of ${count(model.parameters)} parameters.
- **Data**: ${count(data.rows)} conversations of a teacher, ${count(data.tokens)} tokens, of which ${count(data.trainedTokens)} have a loss. Trajectory
  file: sha256 \`${trajectories}\`.
- **Length**: ${done.step} updates of ${settings.batch} rows in ${(done.seconds / 60).toFixed(0)} minutes${done.stopped ? ", stopped before its end" : ""}. Seed ${settings.seed}.
- **Loss** on ${data.validationRows} conversations of other users: ${first === undefined ? "not measured" : `${first.loss.toFixed(3)} at update ${first.step}`}${best === null ? "" : `, ${best.loss.toFixed(3)} in the kept student (update ${best.step})`}.
- **Command**: \`${llmCommandOf(record)}\`

![Loss during training](curves.svg)

\`merged/\` is in the format of transformers and vLLM.${done.files.includes("student.gguf") ? " `student.gguf` is for llama.cpp." : ""} Both contain the chat template of the training. Serve one
with an OpenAI-compatible API, and evaluate it with
\`star evaluate --policy ${settings.rows === "short" ? "short-student" : "student"} --model openai:NAME --base-url URL\`.
`;
}

/** The command that repeats the training, without paths. */
export function llmCommandOf({ settings }: Pick<LlmTrainingRecord, "settings">): string {
  const { steps, minutes, epochs, full, rank, batch, learningRate, dtype, seed } = settings;
  return [
    "star train --engine trl --in FILE --out DIR",
    `--base-model ${settings.baseModel} --rows ${settings.rows}`,
    ...(settings.studentTemplate === DEFAULT_STUDENT_TEMPLATE
      ? []
      : [`--student-template ${settings.studentTemplate}`]),
    full ? "--full" : `--rank ${rank}`,
    steps === null ? `--epochs ${epochs}` : `--steps ${steps}`,
    ...(minutes === null ? [] : [`--minutes ${minutes}`]),
    `--batch ${batch} --learning-rate ${learningRate} --precision ${dtype} --train-seed ${seed}`,
  ].join(" ");
}

/** Draws the losses of training and validation as SVG. */
export async function drawLlmCurves({
  curves,
}: Pick<LlmTrainingRecord, "curves">): Promise<string> {
  const { Plot, draw } = await loadCanvas();
  const training = curves.loss.map(({ step, loss }) => ({ step, loss, of: "training" }));
  const validation = curves.validation.map(({ step, loss }) => ({ step, loss, of: "validation" }));
  const points = [...training, ...validation];
  const label = { x: "step", y: "loss", z: "of", text: "of", fill: "of", dx: 8 };
  return draw("Loss during training", {
    height: 320,
    style: { fontSize: "13px", background: "white", color: "black" },
    marginLeft: 60,
    marginRight: 100,
    marginBottom: 50,
    color: { legend: false, scheme: "Tableau10" },
    x: { label: "update", grid: true },
    y: { label: "loss (nats per trained token, logarithmic)", type: "log", grid: true, nice: true },
    marks: [
      Plot.lineY(training, { x: "step", y: "loss", stroke: "of", strokeOpacity: 0.6 }),
      Plot.lineY(validation, { x: "step", y: "loss", stroke: "of", strokeWidth: 2 }),
      Plot.dot(validation, { x: "step", y: "loss", fill: "of", r: 3 }),
      Plot.text(points, Plot.selectLast({ ...label, textAnchor: "start" })),
    ],
  });
}
