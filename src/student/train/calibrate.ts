import { createRandom } from "../../random.js";
import type { DecodedModel, Decoder } from "../decoding/decoder.js";
import { copyParameters } from "../engine/parameters.js";
import { rollOut } from "../rollout/roll-out.js";
import type { Corpus } from "../sft/corpus.js";
import { trainSft } from "../sft/train-sft.js";
import { type Stage, STEPS_PER_ITERATION, VALIDATIONS } from "./options.js";
import type { World } from "./world.js";

export interface CalibrateOptions {
  readonly model: DecodedModel;
  readonly decoder: Decoder;
  readonly corpus: Corpus;
  readonly world: World;
  readonly stages: readonly Stage[];
  readonly minutes: number;
  readonly prompts: number;
  readonly groupSize: number;
  readonly seed: number;
}

const MEASURED_STEPS = 12;
const MEASURED_CONVERSATIONS = 128;
/** What an iteration's update costs, in updates of SFT. */
const UPDATES = 4;

/** How many updates of SFT fit into a budget, with the reinforcement that follows them: measured on a copy of the model. */
export async function calibrate(options: CalibrateOptions): Promise<number> {
  const { corpus, decoder, world, stages, minutes, seed, prompts, groupSize } = options;
  const model = { ...options.model, parameters: await copyParameters(options.model.parameters) };
  const times: number[] = [];
  await trainSft({
    model,
    examples: corpus.examples,
    steps: MEASURED_STEPS,
    seed,
    onStep: () => {
      times.push(performance.now());
      return false;
    },
  });
  const half = Math.floor(times.length / 2);
  const step = ((times.at(-1) ?? 0) - (times[half] ?? 0)) / (times.length - 1 - half);
  const tasks = world.trainingTasks(0).slice(0, MEASURED_CONVERSATIONS);
  const begun = performance.now();
  await rollOut({
    model: options.model,
    decoder,
    environment: world.training,
    tasks,
    temperature: 1,
    random: createRandom(seed, "measure"),
  });
  world.training.forget();
  const conversation = (performance.now() - begun) / tasks.length;
  // One more conversation a prompt rates its difficulty.
  const conversations = prompts * (groupSize + 1);
  const iteration = stages.includes("grpo") ? conversations * conversation + UPDATES * step : 0;
  const validations = VALIDATIONS * stages.length * world.validationTasks.length * conversation;
  const left = Math.max(0, minutes * 60_000 - validations);
  const sft = stages.includes("sft") ? step : 0;
  return Math.max(VALIDATIONS, Math.floor(left / (sft + iteration / STEPS_PER_ITERATION)));
}
