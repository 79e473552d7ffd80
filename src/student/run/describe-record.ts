import type { TrainingRecord } from "./record.js";

/** Below this many updates a student has not seen enough to be judged. */
const ENOUGH_STEPS = 500;

/** Whether a student that knew nothing has made so few updates that its figures say little. */
export function isUnderTrained({ from, steps }: Pick<TrainingRecord, "from" | "steps">): boolean {
  return from === null && steps < ENOUGH_STEPS;
}

/** What was done, in words: "1000 updates of SFT, then 25 iterations of reinforcement (expert-iteration)". */
export function describeStages({
  from,
  stages,
  rl,
  steps,
  iterations,
}: Pick<TrainingRecord, "from" | "stages" | "rl" | "steps" | "iterations">): string {
  const parts = [
    ...(from === null ? [] : ["begun from another student"]),
    ...(stages.includes("sft") ? [count(steps, "update of SFT", "updates of SFT")] : []),
    ...(stages.includes("grpo")
      ? [`${count(iterations, "iteration", "iterations")} of reinforcement (${rl})`]
      : []),
  ];
  return parts.join(", then ");
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The command that trains it again, but for the data and the files. */
export function commandOf(record: TrainingRecord): string {
  const { from, stages, rl, steps, seed, validationTasks, prompts, groupSize } = record;
  return [
    "star train",
    ...(from === null ? [] : ["--from DIR"]),
    `--stages ${stages.join()} --rl ${rl} --steps ${steps} --train-seed ${seed}`,
    `--validation-tasks ${validationTasks} --prompts ${prompts} --group-size ${groupSize}`,
  ].join(" ");
}
