import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StarError } from "../errors.js";
import { writeFileAtomic } from "../files.js";
import { compileDecoder, type DecodedModel, type DecoderPrograms } from "./decoding/decoder.js";
import { openProgram } from "./engine/compile.js";
import { createParameterSet, toEntries } from "./engine/parameters.js";
import { loadOrt } from "./engine/runtime.js";
import { decodeSafeTensors, encodeSafeTensors } from "./engine/safetensors.js";
import { openVocabulary } from "./language/vocabulary.js";
import type { TransformerConfig } from "./model/config.js";

/** A trained student, ready for inference. */
export interface Student extends DecodedModel {
  readonly name: string;
  /** Programs for a single conversation. */
  readonly programs: DecoderPrograms;
}

/** Schema name in `student.json`. */
export const STUDENT_SCHEMA = "star.student/1";

/** Maximum number of positions per conversation. */
const CAPACITY = 256;

/** File names in a student's folder. */
export const STUDENT_FILES = {
  config: "student.json",
  vocabulary: "vocabulary.json",
  weights: "weights.safetensors",
  step: "word.onnx",
  prefill: "answer.onnx",
} as const;

/** Key of each field of the configuration in `student.json`. */
const CONFIG_KEYS = {
  vocabularySize: "vocabulary",
  outputSize: "written",
  firstLabelId: "firstLetter",
  labelCount: "letters",
  layers: "layers",
  width: "width",
  heads: "heads",
  pointerWidth: "pointer",
} as const satisfies Record<keyof TransformerConfig, string>;

const count = z.int().positive();

const configSchema = z.strictObject({
  schema: z.literal(STUDENT_SCHEMA),
  name: z.string().min(1),
  capacity: count,
  model: z
    .strictObject({
      vocabulary: count,
      written: count,
      firstLetter: z.int().nonnegative(),
      letters: count,
      layers: count,
      width: count,
      heads: count,
      pointer: count,
    })
    .transform(
      ({ vocabulary, written, firstLetter, letters, pointer, ...sizes }): TransformerConfig => ({
        vocabularySize: vocabulary,
        outputSize: written,
        firstLabelId: firstLetter,
        labelCount: letters,
        ...sizes,
        pointerWidth: pointer,
      }),
    ),
});

const vocabularySchema = z.strictObject({
  terms: z.array(z.string()),
  written: z.array(z.string()),
  read: z.array(z.string()),
  places: count,
});

/**
 * Writes everything needed to run a student: configuration, vocabulary, weights, and two ONNX programs, which need only
 * `onnxruntime-node`. Each file is written atomically.
 */
export async function saveStudent(
  directory: string,
  model: DecodedModel,
  name: string,
): Promise<void> {
  const programs = await compileDecoder(model, { rows: 1, capacity: CAPACITY });
  const weights = encodeSafeTensors({ arrays: toEntries(model.parameters), metadata: {} });
  const path = (file: keyof typeof STUDENT_FILES) => join(directory, STUDENT_FILES[file]);
  await writeFileAtomic(path("vocabulary"), toJson(model.vocabulary.file));
  await writeFileAtomic(path("weights"), weights);
  await writeFileAtomic(path("step"), programs.step.bytes);
  await writeFileAtomic(path("prefill"), programs.prefill.bytes);
  const config = { schema: STUDENT_SCHEMA, name, capacity: CAPACITY };
  await writeFileAtomic(path("config"), toJson({ ...config, model: toFileConfig(model.config) }));
  await Promise.all([programs.step.dispose(), programs.prefill.dispose()]);
}

function toFileConfig(config: TransformerConfig): Record<string, number> {
  const entries = Object.entries(config) as [keyof TransformerConfig, number][];
  return Object.fromEntries(entries.map(([key, value]) => [CONFIG_KEYS[key], value]));
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Opens a student's folder.
 *
 * @throws {StarError} `STUDENT_INVALID` when a file is missing, invalid or inconsistent with the others.
 * @throws {StarError} `DEPENDENCY_MISSING` when `onnxruntime-node` is not installed.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import {
 *   createTasks,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 *   runTraining,
 *   teach,
 * } from "langgraph-star";
 * import { createTeacherHost, TEACHER_DEFAULTS as settings } from "langgraph-star/export";
 * import { openStudent } from "langgraph-star/student";
 *
 * const dataset = await loadDataset({
 *   name: "synthetic",
 *   sizes: { users: 30, items: 40, interactions: 400 },
 * });
 * const sequences = fitInteractions(dataset, "train");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const { tasks } = createTasks(dataset, { split: "train", limit: 5 });
 * const out = await mkdtemp(join(tmpdir(), "star-"));
 * const trajectories = join(out, "teacher.jsonl");
 * const model = { spec: "offline", temperature: 0, seed: 1 };
 * const teacher = createTeacherHost({ index, dataset, model });
 * await teach({ teacher, tasks, settings, fingerprint: "", path: trajectories });
 * const sizes = { validationTasks: 1, prompts: 1, groupSize: 1 };
 * // One update keeps the example short; a useful student takes about ten minutes.
 * await runTraining({ trajectories, dataset, out, stages: ["sft"], steps: 1, ...sizes });
 *
 * const { name, vocabulary } = await openStudent(out);
 * console.log(name, vocabulary.terms.size); // star-student 2
 * ```
 */
export async function openStudent(directory: string): Promise<Student> {
  const path = (file: keyof typeof STUDENT_FILES) => join(directory, STUDENT_FILES[file]);
  const { name, capacity, model } = parse(
    configSchema,
    await readJson(path("config")),
    path("config"),
  );
  const vocabulary = openVocabulary(
    parse(vocabularySchema, await readJson(path("vocabulary")), path("vocabulary")),
  );
  const weights = decodeSafeTensors(await readBytes(path("weights")), path("weights"));
  if (vocabulary.size !== model.vocabularySize)
    throw invalid(
      path("vocabulary"),
      `has ${vocabulary.size} tokens; ${STUDENT_FILES.config} requires ${model.vocabularySize}`,
    );
  const ort = await loadOrt();
  const parameters = await createParameterSet(weights.arrays);
  const step = await openProgram(ort, await readBytes(path("step")));
  const prefill = await openProgram(ort, await readBytes(path("prefill")));
  return {
    name,
    config: model,
    vocabulary,
    parameters,
    programs: { rows: 1, capacity, step, prefill },
  };
}

function parse<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const { success, data, error } = schema.safeParse(value);
  if (!success)
    throw invalid(path, `does not describe a student (${z.prettifyError(error)})`, error);
  return data;
}

async function readJson(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(path));
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(path, "is not valid JSON", cause);
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw invalid(path, "cannot be read", cause);
  });
}

function invalid(path: string, problem: string, cause?: unknown): StarError {
  return new StarError("STUDENT_INVALID", {
    message: `${path} ${problem}.`,
    remedy: "Pass a folder that star train wrote.",
    cause,
  });
}
