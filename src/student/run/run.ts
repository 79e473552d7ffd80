import { isDeepStrictEqual } from "node:util";
import { StarError } from "../../errors.js";
import { readTrajectories } from "../../trajectory/trajectory-file.js";
import type { RequestContext } from "../../worker/protocol.js";
import {
  compileDecoder,
  type DecodedModel,
  type Decoder,
  openDecoder,
} from "../decoding/decoder.js";
import type { OptimizerState } from "../engine/optimizer.js";
import { createParameterSet, type ParameterSet } from "../engine/parameters.js";
import { CANDIDATE_LABELS } from "../language/token.js";
import type { Vocabulary } from "../language/vocabulary.js";
import { MODEL_DEFAULTS } from "../model/config.js";
import { createStudentWeights } from "../model/student-weights.js";
import { type Corpus, readCorpus } from "../objective/corpus.js";
import { openStudent } from "../student.js";
import type { BestTracker } from "./best-tracker.js";
import type { RunState, SavedRunState } from "./checkpoint-file.js";
import type { Stage, TrainSettings } from "./options.js";
import type { RlPoint, SftPoint, TrainProgress, ValidationPoint } from "./record.js";
import { createRunEnvironments, type RunEnvironments } from "./run-environments.js";
import { validate, type Validation } from "./validate.js";

/** Data and model of a training run. */
export interface PreparedRun {
  readonly options: TrainSettings;
  readonly corpus: Corpus;
  readonly environments: RunEnvironments;
  readonly model: DecodedModel;
  readonly decoder: Decoder;
  readonly context: RequestContext<TrainProgress>;
}

/** A training run in progress. */
export interface TrainingRun extends PreparedRun {
  /** Updates of SFT in the whole run. */
  readonly steps: number;
  readonly curves: {
    readonly sft: SftPoint[];
    readonly rl: RlPoint[];
    readonly validation: ValidationPoint[];
  };
  readonly best: BestTracker;
  /** State of the interrupted run that is resumed; undefined for a new run. */
  readonly interrupted: SavedRunState | undefined;
  /** Writes the checkpoint from which the run resumes if it is interrupted. */
  saveCheckpoint(position: StagePosition, optimizer: OptimizerState): Promise<void>;
}

/** Position of a run in a stage. */
export interface StagePosition
  extends
    Pick<RunState, "stage" | "done">,
    Partial<Pick<RunState, "losses" | "stale" | "afterSft">> {
  /** The weights at the start of reinforcement learning. */
  readonly start?: ParameterSet;
}

/** Maximum number of conversations decoded in parallel. */
const MAX_ROWS = 128;
/** Maximum number of positions per conversation. */
const CAPACITY = 240;

/**
 * Reads the trajectories, fits the indexes and creates or opens the initial student.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when no trajectory can be used.
 * @throws {StarError} `INVALID_ARGUMENT` when the vocabulary of the initial student is not that of the trajectories.
 */
export async function prepareRun(
  options: TrainSettings,
  context: RequestContext<TrainProgress>,
): Promise<PreparedRun> {
  const report = (done: number) => context.report({ stage: "read", done, total: 2 });
  report(0);
  const corpus = await readCorpus(readTrajectories(options.trajectories));
  report(1);
  const { from, seed } = options;
  const model =
    from === undefined
      ? await createUntrained(corpus.vocabulary, seed)
      : await openTrained(from, corpus.vocabulary);
  const environments = await createRunEnvironments(options);
  const rows = Math.min(
    MAX_ROWS,
    Math.max(options.validationTasks, options.prompts * options.groupSize),
  );
  const programs = await compileDecoder(model, { rows, capacity: CAPACITY }, options.threads);
  const decoder = await openDecoder(model, programs);
  report(2);
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

async function openTrained(directory: string, expected: Vocabulary): Promise<DecodedModel> {
  const { config, vocabulary, parameters, decoder } = await openStudent(directory);
  await decoder.dispose();
  if (isDeepStrictEqual(vocabulary.file, expected.file)) return { config, vocabulary, parameters };
  throw new StarError("INVALID_ARGUMENT", {
    message: `The vocabulary of the student in ${directory} (${vocabulary.size} tokens) differs from that of the trajectories (${expected.size} tokens).`,
    remedy: "Pass the trajectories that the student was trained on, or train a new student.",
  });
}

/** Validates the current weights. */
export function validateRun({ model, decoder, environments }: PreparedRun): Promise<Validation> {
  return validate({
    model,
    decoder,
    environment: environments.validation,
    tasks: environments.validationTasks,
  });
}

/**
 * Validates the current weights, appends the result to the curves, and keeps the weights if they are the best so far.
 *
 * @returns Whether they are the best so far.
 */
export async function validateAndRecord(
  run: TrainingRun,
  stage: Stage,
  at: number,
): Promise<boolean> {
  const validation = await validateRun(run);
  run.curves.validation.push({ stage, at, ...validation });
  return run.best.update(validation);
}
