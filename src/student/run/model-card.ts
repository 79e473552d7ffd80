import { loadCanvas } from "../../evaluation/plots/canvas.js";
import { trainCommandOf, describeStages, isUnderTrained } from "./describe-record.js";
import type { TrainingRecord } from "./record.js";
import type { Validation } from "./validate.js";

/** The model card of a student as Markdown: what it is, how it was trained, and its validation. */
export function renderModelCard(record: TrainingRecord, name: string): string {
  const { data, parameters, best, afterSft } = record;
  const source = data.synthetic ? `${data.dataset} (synthetic data)` : data.dataset;
  const notes = [
    `**Trained on** ${data.kept} of ${data.read} teacher trajectories on training tasks of ${source}; the others do not rank the
  held-out item among the first five. File: sha256 \`${data.trajectories}\`.`,
    `**Method:** ${describeMethod(record)}`,
    "**Weights selected** by HR on validation tasks. Test tasks were not used.",
    ...(record.stopped ? ["**Stopped** before its end; the curves show how far it got."] : []),
    ...(isUnderTrained(record)
      ? [`**Under-trained**: ${record.steps} updates demonstrate the procedure, not its results.`]
      : []),
  ];
  return `# ${name}

A transformer of ${parameters.toLocaleString("en")} parameters that plans, calls the tools of langgraph-star, reflects and recommends, one token
at a time. Its vocabulary contains no items and no users: it reads them from the tools' answers.

${notes.map((note) => `- ${note}`).join("\n")}

| on validation tasks | HR of the list it writes | HR by its scores | well formed |
| --- | --- | --- | --- |
${afterSft === null ? "" : `${tableRow("after SFT", afterSft)}\n`}${tableRow("kept", best)}

![HR on validation tasks during training](curves.svg)

\`training.json\` contains the curves. Run the student with \`star evaluate --policy student:DIR\` or \`star serve --student DIR\`.
`;
}

function describeMethod(record: TrainingRecord): string {
  const { from, seed } = record;
  const initial = from === null ? "" : ` Weights of the initial student: sha256 \`${from}\`.`;
  return `${describeStages(record)}, seed ${seed}.${initial} With the same data and file
  \`${trainCommandOf(record)}\` repeats it.`;
}

function tableRow(label: string, { HR, scoredHR, format }: Validation): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)}`;
  return `| ${label} | ${percent(HR)} | ${percent(scoredHR)} | ${percent(format)}% |`;
}

/** Draws the validation curves as SVG: HR of the written list and of the scores, SFT first, then reinforcement learning. */
export async function drawCurves({
  curves,
  steps,
  iterations,
  stages,
}: Pick<TrainingRecord, "curves" | "steps" | "iterations" | "stages">): Promise<string> {
  const { Plot, draw } = await loadCanvas();
  const share = (stage: string, at: number) =>
    stage === "sft" ? at / steps : (stages.includes("sft") ? 1 : 0) + at / Math.max(1, iterations);
  const points = curves.validation.flatMap(({ stage, at, HR, scoredHR }) => [
    { at: share(stage, at), HR: 100 * HR, of: "list it writes" },
    { at: share(stage, at), HR: 100 * scoredHR, of: "scores at the first place" },
  ]);
  const label = { x: "at", y: "HR", z: "of", text: "of", fill: "of", textAnchor: "start", dx: 8 };
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
      Plot.text(points, Plot.selectLast({ ...label, textAnchor: "start" })),
    ],
  });
}
