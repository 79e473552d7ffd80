import { createRandom } from "../../random.js";
import type { OptimizerState } from "../engine/optimizer.js";
import { copyParameters } from "../engine/parameters.js";
import { createPromptSource, type RatedTask, rateTasks } from "../objective/prompts.js";
import type { RlReport } from "../objective/rl-iteration.js";
import type { RunState } from "./checkpoint-file.js";
import { RL_METHOD_DEFINITIONS } from "./rl-methods.js";
import { type StagePosition, type TrainingRun, validateAndRecord } from "./run.js";
import { isValidationStep, iterationsFor, promptsPerIteration } from "./schedule.js";
import type { Validation } from "./validate.js";

const STAGE = "rl";

/** Early-stopping patience: validations without improvement. */
const PATIENCE = 3;

/**
 * Runs reinforcement learning on training tasks with new negatives, with validations and checkpoints in between. The model has to
 * hold the weights at the start of the stage, also when an interrupted stage is resumed.
 */
export async function runRlStage(run: TrainingRun, afterSft: Validation | null): Promise<void> {
  const { options, corpus, environments, model, decoder, steps, interrupted } = run;
  const { stages, seed, threads, groupSize, rl } = options;
  const from = interrupted?.stage === STAGE ? interrupted : undefined;
  if (from?.stale === PATIENCE) return;
  const iterations = iterationsFor(steps, stages);
  const promptCount = promptsPerIteration(steps, options.prompts);
  const start = await copyParameters(model.parameters);
  const rated = await rateTrainingTasks(run, iterations * promptCount);
  const prompts = createPromptSource({ ...environments, rated, seed });
  // Draw the prompts of finished iterations again, so that the following ones are those of an uninterrupted run.
  for (let done = 0; done < (from?.done ?? 0); done++) prompts(promptCount);
  if (from !== undefined) model.parameters.replace(from.parameters.tensors);
  await RL_METHOD_DEFINITIONS[rl].train({
    model,
    decoder,
    environment: environments.training,
    prompts,
    iterations,
    promptsPerIteration: promptCount,
    groupSize,
    seed,
    threads,
    from,
    examples: corpus.examples,
    reference: start,
    onIteration: createIterationHandler(run, { iterations, start, afterSft, from }),
  });
}

interface IterationHandlerOptions extends Required<Pick<StagePosition, "start" | "afterSft">> {
  readonly iterations: number;
  readonly from: Pick<RunState, "done" | "stale"> | undefined;
}

/** Creates the callback that appends to the curves, validates, writes checkpoints, and stops early. */
function createIterationHandler(
  run: TrainingRun,
  { iterations: total, start, afterSft, from }: IterationHandlerOptions,
) {
  const { curves, context } = run;
  const stage = STAGE;
  const report = (done: number, latest?: RlReport) =>
    context.report({ stage, done, total, report: latest, validation: curves.validation.at(-1) });
  let stale = from?.stale ?? 0;
  report(from?.done ?? 0);
  return async (done: number, latest: RlReport, optimizer: OptimizerState) => {
    curves.rl.push({ iteration: done, ...latest });
    const isValidated = isValidationStep(stage, done, total);
    if (isValidated) stale = (await validateAndRecord(run, stage, done)) ? 0 : stale + 1;
    report(done, latest);
    const { aborted } = context.signal;
    if (isValidated || aborted)
      await run.saveCheckpoint({ stage, done, stale, start, afterSft }, optimizer);
    return aborted || stale === PATIENCE;
  };
}

/** Rates the first `count` training tasks. */
async function rateTrainingTasks(
  { options, environments, model, decoder }: TrainingRun,
  count: number,
): Promise<RatedTask[]> {
  const environment = environments.training;
  const tasks = environments.trainingTasks(0).slice(0, count);
  const random = createRandom(options.seed, "rate");
  const rated = await rateTasks({ model, decoder, environment, tasks, random });
  environment.clear();
  return rated;
}
