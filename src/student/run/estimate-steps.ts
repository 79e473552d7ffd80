import { createRandom } from "../../random.js";
import { copyParameters } from "../engine/parameters.js";
import { rateTasks } from "../objective/prompts.js";
import { sampleGroups } from "../objective/rl-iteration.js";
import { trainSft } from "../objective/train-sft.js";
import { createForcedDecoder } from "./forced-decoder.js";
import { RL_METHOD_DEFINITIONS } from "./rl-methods.js";
import type { PreparedRun } from "./run.js";
import { stepsWithinBudget } from "./schedule.js";
import { validate } from "./validate.js";

/** Updates to time; odd, for the median. */
const TIMED_UPDATES = 7;
/** Conversations to time. */
const TIMED_CONVERSATIONS = 128;
/** Trajectories per update of SFT. */
const SFT_BATCH = 32;

/**
 * Estimates how many updates of SFT fit into a time budget, including the reinforcement learning and the validations that belong
 * to them. Each part is timed on a copy of the model, with conversations of realistic length.
 *
 * @param minutes - The budget.
 * @param begun - Start of the run by `performance.now()`; the time since then counts towards the budget.
 */
export async function estimateSteps(
  run: PreparedRun,
  minutes: number,
  begun: number,
): Promise<number> {
  const report = (done: number) => run.context.report({ stage: "measure", done, total: 3 });
  report(0);
  const { updateMs, stageMs } = await timeUpdates(run);
  report(1);
  const validationMs = await timeValidation(run);
  report(2);
  const { rowsPerPrompt } = RL_METHOD_DEFINITIONS[run.options.rl];
  const promptMs = (await timePrompt(run)) + (rowsPerPrompt / SFT_BATCH) * updateMs;
  report(3);
  const elapsedMs = performance.now() - begun;
  const costs = { elapsedMs, stageMs, updateMs, validationMs, promptMs };
  return stepsWithinBudget(minutes * 60_000, costs, run.options);
}

/** The median duration of an update, and how much longer the first one took. */
async function timeUpdates({ model, corpus, options }: PreparedRun) {
  const copy = { ...model, parameters: await copyParameters(model.parameters) };
  const times: number[] = [];
  let last = performance.now();
  await trainSft({
    model: copy,
    examples: corpus.examples,
    steps: TIMED_UPDATES,
    seed: options.seed,
    threads: options.threads,
    onStep: () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      return false;
    },
  });
  const updateMs = times.toSorted((a, b) => a - b)[(TIMED_UPDATES - 1) / 2] ?? 0;
  return { updateMs, stageMs: (times[0] ?? 0) - updateMs };
}

async function timeValidation(run: PreparedRun): Promise<number> {
  const { model, environments } = run;
  const tasks = environments.validationTasks.slice(0, TIMED_CONVERSATIONS);
  const environment = environments.validation;
  const decoder = forcedDecoder(run);
  const time = await timeOf(() => validate({ model, decoder, environment, tasks }));
  return (time * environments.validationTasks.length) / tasks.length;
}

/** Time per prompt for its rollouts and for those that rate its difficulty; 0 without the stage `rl`. */
async function timePrompt(run: PreparedRun): Promise<number> {
  const { model, environments, options } = run;
  const { seed, groupSize, stages, rl } = options;
  if (!stages.includes("rl")) return 0;
  const count = Math.min(options.prompts, Math.ceil(TIMED_CONVERSATIONS / groupSize));
  const tasks = environments.trainingTasks(0).slice(0, count);
  const random = createRandom(seed, "measure");
  const environment = environments.training;
  const shared = { model, decoder: forcedDecoder(run), environment, tasks, random };
  const settings = { seed, groupSize, promptsPerIteration: count, iterations: 1 };
  const { sampling } = RL_METHOD_DEFINITIONS[rl];
  const time = await timeOf(async () => {
    await rateTasks(shared);
    environment.clear();
    await sampleGroups({ ...shared, ...settings, prompts: () => tasks }, random, sampling);
  });
  return time / tasks.length;
}

function forcedDecoder({ decoder, corpus, model }: PreparedRun) {
  return createForcedDecoder(decoder, corpus.examples, model.vocabulary);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
