import { readTrajectories } from "../../distill/trajectory-file.js";
import {
  compileDecoder,
  type DecodedModel,
  type Decoder,
  openDecoder,
} from "../decoding/decoder.js";
import { createParameterSet } from "../engine/parameters.js";
import type { JobContext } from "../engine/run-in-worker.js";
import type { Vocabulary } from "../language/vocabulary.js";
import { MODEL_DEFAULTS } from "../model/config.js";
import { initialWeights } from "../model/initial.js";
import { LETTERS } from "../rendering/word.js";
import { type Corpus, readCorpus } from "../sft/corpus.js";
import type { Stage, TrainSettings } from "./options.js";
import type { TrainProgress } from "./progress.js";
import type { RlPoint, SftPoint, ValidationPoint } from "./record.js";
import { validate, type Validation } from "./validate.js";
import { createWorld, type World } from "./world.js";

/** A training run: what it learns from, what it trains, and its curves so far. */
export interface Run {
  readonly options: TrainSettings;
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

/** Conversations side by side while training, at most. */
const MOST_ROWS = 128;
const CAPACITY = 240;

/** Reads the trajectories, fits the indexes and makes a student that knows nothing yet. */
export async function prepareRun(
  options: TrainSettings,
  context: JobContext<TrainProgress>,
): Promise<Run> {
  context.report({ stage: "read", done: 0, total: 2 });
  const corpus = await readCorpus(readTrajectories(options.trajectories));
  context.report({ stage: "read", done: 1, total: 2 });
  const model = await createUntrained(corpus.vocabulary, options.seed);
  const world = await createWorld(options);
  const rows = Math.min(
    MOST_ROWS,
    Math.max(options.validationTasks, options.prompts * options.groupSize),
  );
  const programs = await compileDecoder(model, { rows, capacity: CAPACITY }, options.threads);
  const decoder = await openDecoder(model, programs);
  context.report({ stage: "read", done: 2, total: 2 });
  const curves = { sft: [], rl: [], validation: [] };
  return { options, corpus, world, model, decoder, context, curves };
}

async function createUntrained(vocabulary: Vocabulary, seed: number): Promise<DecodedModel> {
  const config = {
    ...MODEL_DEFAULTS,
    vocabulary: vocabulary.size,
    written: vocabulary.writtenSize,
    firstLetter: vocabulary.firstLetter,
    letters: LETTERS.length,
  };
  const parameters = await createParameterSet(initialWeights(config, vocabulary, seed));
  return { config, vocabulary, parameters };
}

/** Looks at how the student does on the validation tasks. */
export function look({ model, decoder, world }: Run): Promise<Validation> {
  return validate({ model, decoder, environment: world.validation, tasks: world.validationTasks });
}

/** Looks, and keeps it as a point of the curves. */
export async function lookAt(run: Run, stage: Stage, at: number): Promise<Validation> {
  const validation = await look(run);
  run.curves.validation.push({ stage, at, ...validation });
  return validation;
}
