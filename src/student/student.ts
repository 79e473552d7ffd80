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

/** A trained student, ready to write. */
export interface Student extends DecodedModel {
  readonly name: string;
  /** For one conversation at a time. */
  readonly programs: DecoderPrograms;
}

export const STUDENT_SCHEMA = "star.student/1";

/** Positions of the longest conversation that a student can have. */
const CAPACITY = 256;

/** What a student's folder holds. */
export const STUDENT_FILES = {
  config: "student.json",
  vocabulary: "vocabulary.json",
  weights: "weights.safetensors",
  word: "word.onnx",
  answer: "answer.onnx",
} as const;

const count = z.int().positive();

const configSchema = z.strictObject({
  schema: z.literal(STUDENT_SCHEMA),
  name: z.string().min(1),
  capacity: count,
  model: z.strictObject({
    vocabulary: count,
    written: count,
    firstLetter: z.int().nonnegative(),
    letters: count,
    layers: count,
    width: count,
    heads: count,
    pointer: count,
  }),
});

const vocabularySchema = z.strictObject({
  terms: z.array(z.string()),
  written: z.array(z.string()),
  read: z.array(z.string()),
  places: count,
});

/**
 * Writes what it takes to run a student: its configuration, vocabulary, weights, and two ONNX programs that need nothing but
 * `onnxruntime-node`. Every file is written whole.
 */
export async function saveStudent(
  directory: string,
  model: DecodedModel,
  name: string,
): Promise<void> {
  const programs = await compileDecoder(model, { rows: 1, capacity: CAPACITY });
  const config: z.infer<typeof configSchema> = {
    schema: STUDENT_SCHEMA,
    name,
    capacity: CAPACITY,
    model: model.config,
  };
  const weights = encodeSafeTensors({ arrays: toEntries(model.parameters), metadata: {} });
  await writeFileAtomic(join(directory, STUDENT_FILES.vocabulary), toJson(model.vocabulary.file));
  await writeFileAtomic(join(directory, STUDENT_FILES.weights), weights);
  await writeFileAtomic(join(directory, STUDENT_FILES.word), programs.word.bytes);
  await writeFileAtomic(join(directory, STUDENT_FILES.answer), programs.answer.bytes);
  await writeFileAtomic(join(directory, STUDENT_FILES.config), toJson(config));
  await Promise.all([programs.word.dispose(), programs.answer.dispose()]);
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Opens a student's folder.
 *
 * @throws {StarError} `STUDENT_INVALID` when a file is missing or does not fit the others.
 * @throws {StarError} `DEPENDENCY_MISSING` without `onnxruntime-node`.
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
  if (vocabulary.size !== model.vocabulary)
    throw invalid(path("vocabulary"), `has ${vocabulary.size} words, not ${model.vocabulary}`);
  const ort = await loadOrt();
  const parameters = await createParameterSet(weights.arrays);
  const word = await openProgram(ort, await readBytes(path("word")));
  const answer = await openProgram(ort, await readBytes(path("answer")));
  return {
    name,
    config: model,
    vocabulary,
    parameters,
    programs: { rows: 1, capacity, word, answer },
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
    throw invalid(path, "is no JSON", cause);
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw invalid(path, "cannot be read", cause);
  });
}

function invalid(path: string, what: string, cause?: unknown): StarError {
  return new StarError("STUDENT_INVALID", {
    message: `${path} ${what}.`,
    remedy: "Pass a folder that star train wrote.",
    cause,
  });
}
