import { existsSync, statSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { checksumOfFile, sha256Of } from "../../checksum.js";
import { StarError } from "../../errors.js";
import { listFiles, writeFileAtomic, writeFilesAtomic } from "../../files.js";
import { RENDERED_FILES } from "../export/student/write-student-rows.js";
import { exportTrajectories } from "../export/export-trajectories.js";
import type { Manifest } from "../export/manifest.js";
import { DEFAULT_STUDENT_TEMPLATE } from "../export/student-templates.js";
import type { TrainerEvent } from "./events.js";
import { drawLlmCurves, renderLlmCard } from "./llm-card.js";
import { LEARNING_RATES, LLM_TRAIN_DEFAULTS, type LlmTrainOptions } from "./options.js";
import type { LlmTrainingRecord, LlmTrainProgress, LlmTrainSettings } from "./record.js";
import { prepareEnvironment, runTrainer } from "./run-python.js";

const EXPORT_FOLDER = "export";
const CHECKPOINTS = "checkpoints";
const INPUTS = "inputs.json";

/** What a run reports while it works. */
export interface LlmTrainHooks {
  readonly onProgress?: (progress: LlmTrainProgress) => void;
  readonly onEvent?: (event: TrainerEvent) => void;
  /** Ends the training; the student is then the best one so far. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a language model on trajectories with TRL, in a Python environment with pinned versions that is created when it is first needed.
 * The folder then contains `adapter/` (unless all weights were trained), `merged/` in the format of transformers, `student.gguf` for
 * llama.cpp if the base model is a GGUF file, the rows, `training.json`, the curves and a model card. An interrupted run resumes.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` without Python; `TRAINING_FAILED` if the training fails; `FILE_EXISTS` if the folder contains
 * checkpoints of another run.
 */
export async function trainLlm(
  options: LlmTrainOptions,
  { onProgress = () => {}, onEvent = () => {}, signal }: LlmTrainHooks = {},
): Promise<LlmTrainingRecord> {
  const settings = toSettings(options);
  const inputs = await describeInputs(settings);
  await openCheckpoints(settings, inputs);
  onProgress({ stage: "environment", share: 0, note: "" });
  const onNote = (note: string) => onProgress({ stage: "environment", share: 0, note });
  const python = await prepareEnvironment({ trainer: "trl", python: settings.python, onNote });
  onProgress({ stage: "export", share: 0, note: "" });
  const manifest = await writeRows(settings, python, signal);
  const given = toTrainerSettings(settings);
  const collected = createCollector();
  for await (const event of runTrainer(given, { python, signal })) {
    onEvent(event);
    collected.add(event);
    if (event.event === "progress")
      onProgress({ stage: "sft", share: event.share, note: `loss ${event.loss.toFixed(3)}` });
    if (event.event === "saving") onProgress({ stage: "saving", share: 1, note: "" });
  }
  const record = { ...collected.result(), ...inputs, counts: manifest.counts.verdicts };
  await writeResults(settings, record);
  return record;
}

function toSettings(options: LlmTrainOptions): LlmTrainSettings {
  const { steps = null, minutes = null, threads = null, ...given } = options;
  const settings = { ...LLM_TRAIN_DEFAULTS, ...given, steps, minutes, threads };
  const rate = LEARNING_RATES[settings.full ? "full" : "adapter"];
  return { ...settings, learningRate: options.learningRate ?? rate };
}

/** What determines the result, with checksums in place of paths. */
async function describeInputs(
  settings: LlmTrainSettings,
): Promise<Pick<LlmTrainingRecord, "engine" | "settings" | "trajectories" | "base">> {
  const { trajectories, out: _, force: __, python: ___, ...kept } = settings;
  const { sha256 } = await checksumOfFile(trajectories);
  return {
    engine: "trl",
    settings: { ...kept, baseModel: basename(settings.baseModel) },
    trajectories: sha256,
    base: await checksumOfModel(settings.baseModel),
  };
}

/** @throws {StarError} `INVALID_ARGUMENT` if there is no such model. */
async function checksumOfModel(path: string): Promise<string> {
  if (!existsSync(path)) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `There is no model ${path}.`,
      remedy: "Pass a folder in the format of transformers, or a GGUF file, with --base-model.",
    });
  }
  if (!statSync(path).isDirectory()) return (await checksumOfFile(path)).sha256;
  const files = (await listFiles(path)).filter((name) =>
    /\.(?:json|safetensors|model)$/.test(name),
  );
  const sums: string[] = [];
  for (const name of files.toSorted())
    sums.push(`${name} ${(await checksumOfFile(join(path, name))).sha256}`);
  return sha256Of(sums.join("\n"));
}

/** Notes what the checkpoints belong to. */
async function openCheckpoints({ out, force }: LlmTrainSettings, inputs: object): Promise<void> {
  const folder = join(out, CHECKPOINTS);
  const path = join(folder, INPUTS);
  const text = JSON.stringify(inputs, null, 2);
  const known = existsSync(path) ? await readFile(path, "utf8") : text;
  if (known !== text && !force) {
    throw new StarError("FILE_EXISTS", {
      message: `${folder} contains checkpoints of a run with other data or options.`,
      remedy:
        "Pass the options of that run to resume it, another --out, or --force to rename them.",
    });
  }
  if (known !== text) await rename(folder, `${folder}.${Date.now()}`);
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(path, text);
}

/** Exports the rows in segments of text. */
async function writeRows(
  settings: LlmTrainSettings,
  python: string,
  signal: AbortSignal | undefined,
): Promise<Manifest> {
  const { trajectories, out, rows, keepRank, seed, studentTemplate: template } = settings;
  const isDefault = template === DEFAULT_STUDENT_TEMPLATE;
  return exportTrajectories({
    path: trajectories,
    directory: join(out, EXPORT_FOLDER),
    settings: {
      formats: isDefault ? ["axolotl"] : ["linear"],
      rows,
      keepRank,
      seed,
      maxTokens: null,
    },
    student: isDefault ? undefined : { template, python },
    signal,
  });
}

/** The settings of `training/star_sft.py`. */
function toTrainerSettings(settings: LlmTrainSettings): object {
  const { out, baseModel, studentTemplate } = settings;
  const isDefault = studentTemplate === DEFAULT_STUDENT_TEMPLATE;
  const { examples, template } = RENDERED_FILES;
  const files = isDefault ? AXOLOTL_FILES : examples;
  const at = (name: string) => join(out, EXPORT_FOLDER, name);
  return {
    ...settings,
    base: baseModel,
    template: isDefault ? null : at(template),
    train: at(files.train),
    validation: at(files.validation),
  };
}

const AXOLOTL_FILES = { train: "axolotl/train.jsonl", validation: "axolotl/validation.jsonl" };

type Collected = Pick<LlmTrainingRecord, "data" | "model" | "curves" | "done">;

/** Collects the events of a run. */
function createCollector() {
  const loss: LlmTrainingRecord["curves"]["loss"][number][] = [];
  const validation: LlmTrainingRecord["curves"]["validation"][number][] = [];
  const found: Partial<Omit<Collected, "curves">> = {};
  return {
    add(given: TrainerEvent): void {
      if (given.event === "progress") {
        const { step, loss: value, accuracy } = given;
        loss.push({ step, loss: value, accuracy });
        return;
      }
      if (given.event === "validation") {
        const { step, loss: value, accuracy } = given;
        validation.push({ step, loss: value, accuracy });
        return;
      }
      const { event, ...values } = given;
      if (event === "data" || event === "model" || event === "done")
        Object.assign(found, { [event]: values });
    },
    result(): Collected {
      const { data, model, done } = found;
      if (data === undefined || model === undefined || done === undefined) {
        throw new StarError("TRAINING_FAILED", {
          message: "The training ended without a result.",
          remedy: "Run the same command again: it resumes from the last checkpoint.",
        });
      }
      return { data, model, done, curves: { loss, validation } };
    },
  };
}

/** Writes record, curves and card; a run that was not interrupted needs its checkpoints no more. */
async function writeResults({ out }: LlmTrainSettings, record: LlmTrainingRecord): Promise<void> {
  const curves = await drawLlmCurves(record);
  await writeFilesAtomic(
    out,
    new Map([
      ["training.json", `${JSON.stringify(record, null, 2)}\n`],
      ["curves.svg", curves],
      ["README.md", renderLlmCard(record, basename(out))],
    ]),
  );
  if (record.done.stopped) return;
  await rm(join(out, CHECKPOINTS), { recursive: true, force: true });
  await rm(join(out, "clock.json"), { force: true });
}
