import { createRandom } from "../../random.js";
import { iterateExpert } from "../rl/expert-iteration.js";
import { trainGrpo } from "../rl/grpo.js";
import type { RatedTask } from "../rl/prompts.js";
import { rateTasks } from "../rl/rate-tasks.js";
import type { RlReport } from "../rl/rl-run.js";
import { isLook, promptsFor } from "./lengths.js";
import { createPromptSource } from "./prompt-source.js";
import { lookAt, type Run } from "./run.js";

/** Looks in a row without a better one after which reinforcement ends. */
const PATIENCE = 3;

/** Reinforcement on training tasks with negatives drawn anew, with looks at the validation tasks on the way. */
export async function runRlStage(run: Run, iterations: number): Promise<void> {
  const { options, corpus, world, model, decoder, context, curves, steps } = run;
  const { seed, threads, groupSize } = options;
  const stage = "grpo";
  const promptsPerIteration = promptsFor(steps, options.prompts);
  let stale = 0;
  const rated = await rate(run, iterations * promptsPerIteration);
  const shared = {
    model,
    decoder,
    environment: world.training,
    prompts: createPromptSource({ ...world, rated, seed }),
    iterations,
    promptsPerIteration,
    groupSize,
    seed,
    threads,
    onIteration: async (iteration: number, report: RlReport) => {
      curves.rl.push({ iteration, ...report });
      if (isLook(stage, iteration, iterations))
        stale = (await lookAt(run, stage, iteration)) ? 0 : stale + 1;
      const validation = curves.validation.at(-1);
      context.report({ stage, done: iteration, total: iterations, report, validation });
      return context.signal.aborted || stale === PATIENCE;
    },
  };
  if (options.rl === "expert-iteration")
    await iterateExpert({ ...shared, examples: corpus.examples });
  else await trainGrpo({ ...shared, credit: options.rl === "grpo" ? "sequence" : "letters" });
}

/** How difficult as many training tasks are as there will be prompts. */
async function rate({ options, world, model, decoder }: Run, count: number): Promise<RatedTask[]> {
  const environment = world.training;
  const tasks = world.trainingTasks(0).slice(0, count);
  const random = createRandom(options.seed, "rate");
  const rated = await rateTasks({ model, decoder, environment, tasks, random });
  environment.forget();
  return rated;
}
