import type { TrainingRecord } from "./record.js";

/** Updates of SFT below which a student from random weights counts as under-trained. */
const ENOUGH_STEPS = 500;

/** Whether a student from random weights made too few updates for its figures to be meaningful. */
export function isUnderTrained({ from, steps }: Pick<TrainingRecord, "from" | "steps">): boolean {
  return from === null && steps < ENOUGH_STEPS;
}

/** The stages in words: "1000 updates of SFT, then 25 iterations of reinforcement (expert-iteration)". */
export function describeStages({
  from,
  stages,
  rl,
  steps,
  iterations,
}: Pick<TrainingRecord, "from" | "stages" | "rl" | "steps" | "iterations">): string {
  const parts = [
    ...(from === null ? [] : ["started from another student"]),
    ...(stages.includes("sft") ? [count(steps, "update of SFT", "updates of SFT")] : []),
    ...(stages.includes("rl")
      ? [`${count(iterations, "iteration", "iterations")} of reinforcement (${rl})`]
      : []),
  ];
  return parts.join(", then ");
}

function count(number: number, singular: string, plural: string): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** The command that repeats the training, without the options for data and files. */
export function trainCommandOf(record: TrainingRecord): string {
  const { from, stages, rl, steps, seed, validationTasks, prompts, groupSize } = record;
  return [
    "star train",
    ...(from === null ? [] : ["--from DIR"]),
    `--stages ${stages.join()} --rl ${rl} --steps ${steps} --train-seed ${seed}`,
    `--validation-tasks ${validationTasks} --prompts ${prompts} --group-size ${groupSize}`,
  ].join(" ");
}
