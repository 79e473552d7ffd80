import { commandOf, describeStages, isUnderTrained } from "./describe-record.js";
import type { TrainingRecord } from "./record.js";
import type { Validation } from "./validate.js";

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
