import { createRandom } from "../../random.js";
import { copyParameters } from "../engine/parameters.js";
import { rateTasks } from "../objective/prompts.js";
import { sampleGroups } from "../objective/rl-run.js";
import { trainSft } from "../objective/train-sft.js";
import { createForcedDecoder } from "./forced-decoder.js";
import { iterationsFor, validationCount, promptsPerIteration, type TrainSettings, type RlMethod } from "./options.js";
import type { PreparedRun } from "./run.js";
import { validate } from "./validate.js";

const MEASURED_STEPS = 7;
const MEASURED_CONVERSATIONS = 128;

/** Rows that a prompt gives to learn from: its two best conversations and what is rehearsed with them, or all. */
const LEARNED = { "expert-iteration": 3, grpo: 8, "grpo-letters": 8 } as const satisfies Record<
  RlMethod,
  number
>;
/** Trajectories of an update of SFT. */
const BATCH = 32;

/**
 * How many updates of SFT fit into a budget, with the reinforcement that follows them and the looks at validation tasks. The
 * parts are measured on a copy of the model, with conversations of the length that they will have.
 *
 * @param begun - When the run began, as `performance.now()` tells it: what is spent is spent.
 */
export async function estimateSteps(run: PreparedRun, minutes: number, begun: number): Promise<number> {
  const total = 3;
  const report = (done: number) => run.context.report({ stage: "measure", done, total });
  report(0);
  const { update: updateMs, stage: stageMs } = await measureUpdates(run);
  report(1);
  const validationMs = await measureLook(run);
  report(2);
  const promptMs = (await measurePrompt(run)) + (LEARNED[run.options.rl] / BATCH) * updateMs;
  report(3);
  const costs: StageCosts = { elapsedMs: performance.now() - begun, stageMs, updateMs, validationMs, promptMs };
  return stepsWithinBudget(minutes * 60_000, costs, run.options);
}

/** An update, at its median, and what compiling takes before the first. */
async function measureUpdates({ model, corpus, options }: PreparedRun) {
  const copy = { ...model, parameters: await copyParameters(model.parameters) };
  const times: number[] = [];
  let last = performance.now();
  await trainSft({
    model: copy,
    examples: corpus.examples,
    steps: MEASURED_STEPS,
    seed: options.seed,
    threads: options.threads,
    onStep: () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      return false;
    },
  });
  const update = times.toSorted((a, b) => a - b)[(MEASURED_STEPS - 1) / 2] ?? 0;
  return { update, stage: (times[0] ?? 0) - update };
}

async function measureLook(run: PreparedRun): Promise<number> {
  const { model, environments } = run;
  const tasks = environments.validationTasks.slice(0, MEASURED_CONVERSATIONS);
  const environment = environments.validation;
  const time = await timeOf(() => validate({ model, decoder: followed(run), environment, tasks }));
  return (time * environments.validationTasks.length) / tasks.length;
}

/** A prompt's conversations, and those that rate it. */
async function measurePrompt(run: PreparedRun): Promise<number> {
  const { model, environments, options } = run;
  const { seed, groupSize, stages, rl } = options;
  if (!stages.includes("grpo")) return 0;
  const count = Math.min(options.prompts, Math.ceil(MEASURED_CONVERSATIONS / groupSize));
  const tasks = environments.trainingTasks(0).slice(0, count);
  const random = createRandom(seed, "measure");
  const shared = { model, decoder: followed(run), environment: environments.training, tasks, random };
  const settings = { seed, groupSize, promptsPerIteration: count, iterations: 1 };
  const time = await timeOf(async () => {
    await rateTasks(shared);
    environments.training.clear();
    const prompts = () => tasks;
    const sampling = rl === "grpo" ? "conversations" : "endings";
    await sampleGroups({ ...shared, ...settings, prompts }, random, sampling);
  });
  return time / tasks.length;
}

function followed({ decoder, corpus, model }: PreparedRun) {
  return createForcedDecoder(decoder, corpus.examples, model.vocabulary);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** What the parts of a training run take, in milliseconds. */
export interface StageCosts {
  /** What is spent before the first update, and what every stage takes once. */
  readonly elapsedMs: number;
  readonly stageMs: number;
  /** An update of SFT. */
  readonly updateMs: number;
  /** A look at all validation tasks. */
  readonly validationMs: number;
  /** A prompt of reinforcement: its difficulty, its conversations, and what is learned from them. */
  readonly promptMs: number;
}

/** The lengths of a run follow from these and from its steps. */
export type Plan = Pick<TrainSettings, "stages" | "prompts">;

/** How long a run of so many steps takes. */
export function estimateDuration(steps: number, costs: StageCosts, { stages, prompts }: Plan): number {
  const iterations = iterationsFor(steps, stages);
  const sft = steps * costs.updateMs + validationCount("sft", steps) * costs.validationMs;
  const rl =
    iterations * promptsPerIteration(steps, prompts) * costs.promptMs +
    validationCount("grpo", iterations) * costs.validationMs;
  return (
    costs.elapsedMs +
    stages.length * costs.stageMs +
    (stages.includes("sft") ? sft : 0) +
    (stages.includes("grpo") ? rl : 0)
  );
}

/** The most steps with which a run keeps to a budget in milliseconds; 1 where not even that does. */
export function stepsWithinBudget(budget: number, costs: StageCosts, plan: Plan): number {
  let steps = 1;
  while (estimateDuration(steps + 1, costs, plan) <= budget) steps++;
  return steps;
}
