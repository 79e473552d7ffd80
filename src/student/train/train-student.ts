import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { readTrajectories } from "../../distill/trajectory-file.js";
import { writeFileAtomic } from "../../files.js";
import { createRandom } from "../../random.js";
import {
  compileDecoder,
  type DecodedModel,
  type Decoder,
  openDecoder,
} from "../decoding/decoder.js";
import { createParameterSet } from "../engine/parameters.js";
import type { JobContext } from "../engine/run-in-worker.js";
import { MODEL_DEFAULTS } from "../model/config.js";
import { initialWeights } from "../model/initial.js";
import { iterateExpert } from "../rl/expert-iteration.js";
import { trainGrpo } from "../rl/grpo.js";
import { rateTasks } from "../rl/rate-tasks.js";
import type { RlReport } from "../rl/rl-run.js";
import { type Corpus, readCorpus } from "../sft/corpus.js";
import { trainSft } from "../sft/train-sft.js";
import { LETTERS } from "../rendering/word.js";
import { saveStudent } from "../student.js";
import { calibrate } from "./calibrate.js";
import { drawCurves } from "./curves.js";
import { keepBest } from "./keep-best.js";
import { writeModelCard } from "./model-card.js";
import {
  type Stage,
  STEPS_PER_ITERATION,
  TRAIN_DEFAULTS,
  type TrainOptions,
  VALIDATIONS,
} from "./options.js";
import { createPromptSource } from "./prompt-source.js";
import type { RlPoint, SftPoint, TrainingRecord, ValidationPoint } from "./record.js";
import { validate } from "./validate.js";
import { createWorld, type World } from "./world.js";

/** What training is at. */
export interface TrainProgress {
  readonly stage: "read" | "measure" | Stage;
  readonly done: number;
  readonly total: number;
  /** The latest validation. */
  readonly validation?: ValidationPoint | undefined;
  /** The latest iteration of reinforcement. */
  readonly report?: RlReport | undefined;
}

type Settings = Required<Omit<TrainOptions, "steps" | "minutes" | "threads">> &
  Pick<TrainOptions, "steps" | "minutes" | "threads">;

/** The folder, inside the student's, of what it was before reinforcement. */
export const AFTER_SFT = "after-sft";

/** Conversations side by side while training, at most. */
const MOST_ROWS = 128;
const CAPACITY = 240;

interface Run {
  readonly options: Settings;
  readonly corpus: Corpus;
  readonly world: World;
  readonly model: DecodedModel;
  readonly decoder: Decoder;
  readonly context: JobContext<TrainProgress>;
  readonly curves: {
    readonly sft: SftPoint[];
    readonly rl: RlPoint[];
    readonly validation: ValidationPoint[];
  };
}

/**
 * Trains a student on trajectories and writes its folder: the weights that did best on validation tasks, with the record, the
 * curves and a model card.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when no trajectory is left to learn from.
 */
export async function trainStudent(
  given: TrainOptions,
  context: JobContext<TrainProgress>,
): Promise<TrainingRecord> {
  const options: Settings = { ...TRAIN_DEFAULTS, ...given };
  const run = await prepareRun(options, context);
  const steps =
    options.steps ??
    (await calibrate({
      ...run,
      ...options,
      minutes: options.minutes ?? TRAIN_DEFAULTS.minutes,
      seed: options.seed,
      stages: options.stages,
    }));
  const iterations = options.stages.includes("grpo")
    ? Math.max(1, Math.round(steps / STEPS_PER_ITERATION))
    : 0;
  const best = keepBest(run.model.parameters);
  if (options.stages.includes("sft")) await runSft(run, steps, best);
  await best.restore();
  const afterSft = best.validation ?? null;
  if (iterations > 0) {
    await saveStudent(join(options.out, AFTER_SFT), run.model, `${options.name}-${AFTER_SFT}`);
    await runRl(run, { iterations, steps }, best);
  }
  await best.restore();
  const validation = best.validation ?? (await validateNow(run));
  const record: TrainingRecord = {
    data: {
      dataset: options.dataset.name,
      synthetic: options.dataset.synthetic,
      trajectories: await hashFile(options.trajectories),
      read: run.corpus.read,
      kept: run.corpus.examples.length,
    },
    seed: options.seed,
    stages: options.stages,
    rl: options.rl,
    steps,
    iterations,
    parameters: run.model.parameters.count,
    curves: run.curves,
    best: validation,
    afterSft,
  };
  await writeStudent(run, record);
  return record;
}

async function prepareRun(options: Settings, context: JobContext<TrainProgress>): Promise<Run> {
  context.report({ stage: "read", done: 0, total: 2 });
  const corpus = await readCorpus(readTrajectories(options.trajectories));
  context.report({ stage: "read", done: 1, total: 2 });
  const { vocabulary } = corpus;
  const config = {
    ...MODEL_DEFAULTS,
    vocabulary: vocabulary.size,
    written: vocabulary.writtenSize,
    firstLetter: vocabulary.firstLetter,
    letters: LETTERS.length,
  };
  const parameters = await createParameterSet(initialWeights(config, vocabulary, options.seed));
  const model = { config, vocabulary, parameters };
  const world = await createWorld(options);
  const rows = Math.min(
    MOST_ROWS,
    Math.max(options.validationTasks, options.prompts * options.groupSize),
  );
  const programs = await compileDecoder(model, { rows, capacity: CAPACITY }, options.threads);
  const decoder = await openDecoder(model, programs);
  context.report({ stage: "read", done: 2, total: 2 });
  return {
    options,
    corpus,
    world,
    model,
    decoder,
    context,
    curves: { sft: [], rl: [], validation: [] },
  };
}

type Best = ReturnType<typeof keepBest>;

async function runSft(run: Run, steps: number, best: Best): Promise<void> {
  const { options, corpus, model, context, curves } = run;
  const every = Math.max(1, Math.ceil(steps / VALIDATIONS));
  let losses: number[] = [];
  await trainSft({
    model,
    examples: corpus.examples,
    steps,
    seed: options.seed,
    threads: options.threads,
    onStep: async (step, { loss }) => {
      losses.push(loss);
      if (step % every === 0 || step === steps) {
        curves.sft.push({ step, loss: losses.reduce((sum, one) => sum + one, 0) / losses.length });
        losses = [];
        await best.consider(await check(run, "sft", step));
      }
      context.report({
        stage: "sft",
        done: step,
        total: steps,
        validation: curves.validation.at(-1),
      });
      return context.signal.aborted;
    },
  });
}

interface Lengths {
  readonly iterations: number;
  readonly steps: number;
}

async function runRl(run: Run, { iterations, steps }: Lengths, best: Best): Promise<void> {
  const { options, world, model, decoder, context, curves } = run;
  const { seed, threads } = options;
  const every = Math.max(1, Math.ceil(iterations / VALIDATIONS));
  // A run of a few updates, for a look, stays short.
  const prompts = Math.min(options.prompts, steps);
  const environment = world.training;
  const tasks = world.trainingTasks(0).slice(0, iterations * prompts);
  const rated = await rateTasks({
    model,
    decoder,
    environment,
    tasks,
    random: createRandom(seed, "rate"),
  });
  environment.forget();
  const shared = {
    model,
    decoder,
    environment,
    prompts: createPromptSource({ ...world, rated, seed }),
    iterations,
    promptsPerIteration: prompts,
    groupSize: options.groupSize,
    seed,
    threads,
    onIteration: async (iteration: number, report: RlReport) => {
      curves.rl.push({ iteration, ...report });
      if (iteration % every === 0 || iteration === iterations)
        await best.consider(await check(run, "grpo", iteration));
      context.report({
        stage: "grpo",
        done: iteration,
        total: iterations,
        report,
        validation: curves.validation.at(-1),
      });
      return context.signal.aborted;
    },
  };
  if (options.rl === "expert-iteration") await iterateExpert(shared);
  else await trainGrpo({ ...shared, credit: options.rl === "grpo" ? "sequence" : "letters" });
}

async function check(run: Run, stage: Stage, at: number) {
  const validation = await validateNow(run);
  run.curves.validation.push({ stage, at, ...validation });
  return validation;
}

function validateNow({ model, decoder, world }: Run) {
  return validate({ model, decoder, environment: world.validation, tasks: world.validationTasks });
}

async function writeStudent({ options, model }: Run, record: TrainingRecord): Promise<void> {
  const file = (name: string) => join(options.out, name);
  await writeFileAtomic(file("training.json"), `${JSON.stringify(record, null, 2)}\n`);
  await writeFileAtomic(file("curves.svg"), await drawCurves(record));
  await writeFileAtomic(file("README.md"), writeModelCard(record, options.name));
  await saveStudent(options.out, model, options.name);
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
