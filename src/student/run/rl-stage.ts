import { createRandom } from "../../random.js";
import type { OptimizerState } from "../engine/optimizer.js";
import { copyParameters } from "../engine/parameters.js";
import { trainExpertIteration } from "../objective/expert-iteration.js";
import { trainGrpo } from "../objective/grpo.js";
import { type RatedTask, rateTasks, createPromptSource } from "../objective/prompts.js";
import type { RlReport } from "../objective/rl-run.js";
import type { RunState } from "./checkpoint-file.js";
import { isValidationStep, iterationsFor, promptsPerIteration } from "./options.js";
import { validateAndRecord, type StagePosition, type TrainingRun } from "./run.js";
import type { Validation } from "./validate.js";

const STAGE = "grpo";

/** Looks in a row without a better one after which reinforcement ends. */
const PATIENCE = 3;

/**
 * Reinforcement on training tasks with negatives drawn anew, with looks at the validation tasks on the way. The model holds the
 * weights to begin with, also where a run goes on.
 */
export async function runRlStage(run: TrainingRun, afterSft: Validation | null): Promise<void> {
  const { options, corpus, environments, model, decoder, steps, interrupted } = run;
  const { stages, seed, threads, groupSize, rl } = options;
  const from = interrupted?.stage === STAGE ? interrupted : undefined;
  if (from?.stale === PATIENCE) return;
  const iterations = iterationsFor(steps, stages);
  const promptCount = promptsPerIteration(steps, options.prompts);
  const start = await copyParameters(model.parameters);
  const rated = await rate(run, iterations * promptCount);
  const prompts = createPromptSource({ ...environments, rated, seed });
  // What was drawn is drawn again, so that what follows is the same.
  for (let done = 0; done < (from?.done ?? 0); done++) prompts(promptCount);
  if (from !== undefined) model.parameters.replace(from.parameters.tensors);
  const lengths = { iterations, promptsPerIteration: promptCount, groupSize };
  const shared = {
    ...lengths,
    model,
    decoder,
    environment: environments.training,
    prompts,
    seed,
    threads,
    from,
    onIteration: watch(run, { iterations, start, afterSft, from }),
  };
  if (rl === "expert-iteration") await trainExpertIteration({ ...shared, examples: corpus.examples });
  else {
    const credit = rl === "grpo" ? "sequence" : "letters";
    await trainGrpo({ ...shared, credit, reference: start });
  }
}

interface Watched extends Required<Pick<StagePosition, "start" | "afterSft">> {
  readonly iterations: number;
  readonly from: Pick<RunState, "done" | "stale"> | undefined;
}

/** What happens after every iteration: points of the curves, looks, and keeping where the run stands. */
function watch(run: TrainingRun, { iterations: total, start, afterSft, from }: Watched) {
  const { curves, context } = run;
  const stage = STAGE;
  const report = (done: number, latest?: RlReport) =>
    context.report({ stage, done, total, report: latest, validation: curves.validation.at(-1) });
  let stale = from?.stale ?? 0;
  report(from?.done ?? 0);
  return async (done: number, latest: RlReport, optimizer: OptimizerState) => {
    curves.rl.push({ iteration: done, ...latest });
    const looks = isValidationStep(stage, done, total);
    if (looks) stale = (await validateAndRecord(run, stage, done)) ? 0 : stale + 1;
    report(done, latest);
    const { aborted } = context.signal;
    if (looks || aborted) await run.saveCheckpoint({ stage, done, stale, start, afterSft }, optimizer);
    return aborted || stale === PATIENCE;
  };
}

/** How difficult as many training tasks are as there will be prompts. */
async function rate({ options, environments, model, decoder }: TrainingRun, count: number): Promise<RatedTask[]> {
  const environment = environments.training;
  const tasks = environments.trainingTasks(0).slice(0, count);
  const random = createRandom(options.seed, "rate");
  const rated = await rateTasks({ model, decoder, environment, tasks, random });
  environment.clear();
  return rated;
}
