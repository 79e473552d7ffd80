import { createRandom } from "../../random.js";
import { copyParameters } from "../engine/parameters.js";
import { rateTasks } from "../objective/prompts.js";
import { sampleGroups } from "../objective/rl-run.js";
import { trainSft } from "../objective/train-sft.js";
import { followExamples } from "./follow-examples.js";
import {
  iterationsFor,
  looksOf,
  promptsFor,
  type TrainSettings,
  type RlMethod,
} from "./options.js";
import type { Prepared } from "./run.js";
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
export async function calibrate(run: Prepared, minutes: number, begun: number): Promise<number> {
  const total = 3;
  const report = (done: number) => run.context.report({ stage: "measure", done, total });
  report(0);
  const { update, stage } = await measureUpdates(run);
  report(1);
  const look = await measureLook(run);
  report(2);
  const prompt = (await measurePrompt(run)) + (LEARNED[run.options.rl] / BATCH) * update;
  report(3);
  const costs: Costs = { begun: performance.now() - begun, stage, update, look, prompt };
  return stepsWithin(minutes * 60_000, costs, run.options);
}

/** An update, at its median, and what compiling takes before the first. */
async function measureUpdates({ model, corpus, options }: Prepared) {
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

async function measureLook(run: Prepared): Promise<number> {
  const { model, world } = run;
  const tasks = world.validationTasks.slice(0, MEASURED_CONVERSATIONS);
  const environment = world.validation;
  const time = await timeOf(() => validate({ model, decoder: followed(run), environment, tasks }));
  return (time * world.validationTasks.length) / tasks.length;
}

/** A prompt's conversations, and those that rate it. */
async function measurePrompt(run: Prepared): Promise<number> {
  const { model, world, options } = run;
  const { seed, groupSize, stages, rl } = options;
  if (!stages.includes("grpo")) return 0;
  const count = Math.min(options.prompts, Math.ceil(MEASURED_CONVERSATIONS / groupSize));
  const tasks = world.trainingTasks(0).slice(0, count);
  const random = createRandom(seed, "measure");
  const shared = { model, decoder: followed(run), environment: world.training, tasks, random };
  const settings = { seed, groupSize, promptsPerIteration: count, iterations: 1 };
  const time = await timeOf(async () => {
    await rateTasks(shared);
    world.training.forget();
    const prompts = () => tasks;
    const sampling = rl === "grpo" ? "conversations" : "endings";
    await sampleGroups({ ...shared, ...settings, prompts }, random, sampling);
  });
  return time / tasks.length;
}

function followed({ decoder, corpus, model }: Prepared) {
  return followExamples(decoder, corpus.examples, model.vocabulary);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** What the parts of a training run take, in milliseconds. */
export interface Costs {
  /** What is spent before the first update, and what every stage takes once. */
  readonly begun: number;
  readonly stage: number;
  /** An update of SFT. */
  readonly update: number;
  /** A look at all validation tasks. */
  readonly look: number;
  /** A prompt of reinforcement: its difficulty, its conversations, and what is learned from them. */
  readonly prompt: number;
}

/** The lengths of a run follow from these and from its steps. */
export type Plan = Pick<TrainSettings, "stages" | "prompts">;

/** How long a run of so many steps takes. */
export function durationOf(steps: number, costs: Costs, { stages, prompts }: Plan): number {
  const iterations = iterationsFor(steps, stages);
  const sft = steps * costs.update + looksOf("sft", steps) * costs.look;
  const rl =
    iterations * promptsFor(steps, prompts) * costs.prompt +
    looksOf("grpo", iterations) * costs.look;
  return (
    costs.begun +
    stages.length * costs.stage +
    (stages.includes("sft") ? sft : 0) +
    (stages.includes("grpo") ? rl : 0)
  );
}

/** The most steps with which a run keeps to a budget in milliseconds; 1 where not even that does. */
export function stepsWithin(budget: number, costs: Costs, plan: Plan): number {
  let steps = 1;
  while (durationOf(steps + 1, costs, plan) <= budget) steps++;
  return steps;
}
