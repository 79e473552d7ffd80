import { isDeepStrictEqual } from "node:util";
import { StarError } from "../../errors.js";
import { readTrajectories } from "../../trajectory/trajectory-file.js";
import type { RequestContext } from "../../worker/protocol.js";
import { compileDecoder, type DecodedModel, type Decoder, openDecoder } from "../decoding/decoder.js";
import type { OptimizerState } from "../engine/optimizer.js";
import { createParameterSet, type ParameterSet } from "../engine/parameters.js";
import { CANDIDATE_LABELS } from "../language/token.js";
import type { Vocabulary } from "../language/vocabulary.js";
import { MODEL_DEFAULTS } from "../model/config.js";
import { createStudentWeights } from "../model/student-weights.js";
import { type Corpus, readCorpus } from "../objective/corpus.js";
import { openStudent } from "../student.js";
import type { BestTracker } from "./best-tracker.js";
import type { SavedRunState, RunState } from "./checkpoint-file.js";
import type { Stage, TrainSettings } from "./options.js";
import type { TrainProgress, RlPoint, SftPoint, ValidationPoint } from "./record.js";
import { createRunEnvironments, type RunEnvironments } from "./run-environments.js";
import { validate, type Validation } from "./validate.js";

/** What a training run learns from, and what it trains. */
export interface PreparedRun {
  readonly options: TrainSettings;
  readonly corpus: Corpus;
  readonly environments: RunEnvironments;
  readonly model: DecodedModel;
  readonly decoder: Decoder;
  readonly context: RequestContext<TrainProgress>;
}

/** A training run under way. */
export interface TrainingRun extends PreparedRun {
  /** Updates of SFT in all. */
  readonly steps: number;
  readonly curves: {
    readonly sft: SftPoint[];
    readonly rl: RlPoint[];
    readonly validation: ValidationPoint[];
  };
  readonly best: BestTracker;
  /** Where it was interrupted, if it was. */
  readonly interrupted: SavedRunState | undefined;
  /** Keeps where it stands, to go on from there if it is interrupted. */
  saveCheckpoint(place: StagePosition, optimizer: OptimizerState): Promise<void>;
}

/** A place in a stage. */
export interface StagePosition
  extends Pick<RunState, "stage" | "done">, Partial<Pick<RunState, "losses" | "stale" | "afterSft">> {
  /** The weights with which reinforcement began. */
  readonly start?: ParameterSet;
}

/** Conversations side by side while training, at most. */
const MOST_ROWS = 128;
const CAPACITY = 240;

/**
 * Reads the trajectories, fits the indexes and makes or opens the student to start from.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when that student knows other words than the trajectories.
 */
export async function prepareRun(
  options: TrainSettings,
  context: RequestContext<TrainProgress>,
): Promise<PreparedRun> {
  context.report({ stage: "read", done: 0, total: 2 });
  const corpus = await readCorpus(readTrajectories(options.trajectories));
  context.report({ stage: "read", done: 1, total: 2 });
  const { from, seed } = options;
  const model =
    from === undefined
      ? await createUntrained(corpus.vocabulary, seed)
      : await openTrained(from, corpus.vocabulary);
  const environments = await createRunEnvironments(options);
  const rows = Math.min(
    MOST_ROWS,
    Math.max(options.validationTasks, options.prompts * options.groupSize),
  );
  const programs = await compileDecoder(model, { rows, capacity: CAPACITY }, options.threads);
  const decoder = await openDecoder(model, programs);
  context.report({ stage: "read", done: 2, total: 2 });
  return { options, corpus, environments, model, decoder, context };
}

async function createUntrained(vocabulary: Vocabulary, seed: number): Promise<DecodedModel> {
  const config = {
    ...MODEL_DEFAULTS,
    vocabularySize: vocabulary.size,
    outputSize: vocabulary.outputSize,
    firstLabelId: vocabulary.firstLabelId,
    labelCount: CANDIDATE_LABELS.length,
  };
  const parameters = await createParameterSet(createStudentWeights(config, vocabulary, seed));
  return { config, vocabulary, parameters };
}

async function openTrained(directory: string, words: Vocabulary): Promise<DecodedModel> {
  const { config, vocabulary, parameters, programs } = await openStudent(directory);
  await Promise.all([programs.step.dispose(), programs.prefill.dispose()]);
  if (isDeepStrictEqual(vocabulary.file, words.file)) return { config, vocabulary, parameters };
  throw new StarError("INVALID_ARGUMENT", {
    message: `The student in ${directory} has ${vocabulary.size} words, which are not those of these trajectories (${words.size}).`,
    remedy: "Pass the trajectories that it was trained on, or train a new one.",
  });
}

/** Looks at how the student does on the validation tasks. */
export function validateRun({ model, decoder, environments }: PreparedRun): Promise<Validation> {
  return validate({ model, decoder, environment: environments.validation, tasks: environments.validationTasks });
}

/**
 * Looks, makes it a point of the curves, and remembers the weights if they are the best so far.
 *
 * @returns Whether they are.
 */
export async function validateAndRecord(run: TrainingRun, stage: Stage, at: number): Promise<boolean> {
  const validation = await validateRun(run);
  run.curves.validation.push({ stage, at, ...validation });
  return run.best.update(validation);
}
