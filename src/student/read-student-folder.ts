import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type FileChecksum, findDamage } from "../checksum.js";
import { endSentence, StarError } from "../errors.js";
import { findMissingKinds } from "./language/features.js";
import { openVocabulary, type Vocabulary } from "./language/vocabulary.js";
import { hasValidDigest, type StudentConfig, studentConfigSchema } from "./student-config.js";

/** File names in a student's folder. */
export const STUDENT_FILES = {
  config: "student.json",
  vocabulary: "vocabulary.json",
  weights: "weights.safetensors",
  step: "word.onnx",
  prefill: "answer.onnx",
} as const;

/** Name of the model card. It has no checksum, so that its text can be edited. */
export const MODEL_CARD = "README.md";

type BinaryFile = "weights" | "step" | "prefill";

/** Content of a student's folder, whose checksums match. */
interface StudentContent {
  readonly config: StudentConfig;
  readonly vocabulary: Vocabulary;
  readonly content: Readonly<Record<BinaryFile, Uint8Array>>;
}

const count = z.int().positive();
const vocabularySchema = z.strictObject({
  terms: z.array(z.string()),
  written: z.array(z.string()),
  read: z.array(z.string()),
  places: count,
});

/**
 * Reads a student's folder and compares every file with its checksum, except for folders of earlier versions, which have none.
 *
 * @throws {StarError} `STUDENT_INVALID` when a file is missing, invalid, cut off or changed, or the student was trained before there was a
 * kind of evidence that the tools state.
 */
export async function readStudentFolder(directory: string): Promise<StudentContent> {
  const path = (file: keyof typeof STUDENT_FILES) => join(directory, STUDENT_FILES[file]);
  const json = parseJson(await readBytes(path("config")), path("config"));
  const config = parse(studentConfigSchema, json, path("config"));
  if (config.files !== null && !hasValidDigest(json))
    throw damaged(path("config"), "was changed after it was written: its digest is another one");
  const vocabularyBytes = await readBytes(path("vocabulary"));
  const vocabularyJson = parseJson(vocabularyBytes, path("vocabulary"));
  const vocabulary = parse(vocabularySchema, vocabularyJson, path("vocabulary"));
  const content = {
    weights: await readBytes(path("weights")),
    step: await readBytes(path("step")),
    prefill: await readBytes(path("prefill")),
  };
  if (config.files !== null) {
    const { vocabulary: name, weights, step, prefill } = STUDENT_FILES;
    const read = new Map([
      [name, vocabularyBytes],
      [weights, content.weights],
      [step, content.step],
      [prefill, content.prefill],
    ] as const);
    await assertUndamaged(directory, config.files, read);
  }
  assertReadsAllKinds(path("vocabulary"), vocabulary.read);
  return { config, vocabulary: openVocabulary(vocabulary), content };
}

/** A student would take evidence that it does not know for unknown words, and rank worse without a sign of it. */
function assertReadsAllKinds(path: string, names: readonly string[]): void {
  const missing = findMissingKinds(new Set(names));
  if (missing.length === 0) return;
  throw new StarError("STUDENT_INVALID", {
    message: `${path} has no tokens for the evidence ${missing.join(", ")}: the student was trained before there was such evidence.`,
    remedy:
      "Record trajectories with star teach and train a student again, or use the version that trained this one.",
  });
}

/** Files that are not needed to run the student may be missing. */
async function assertUndamaged(
  directory: string,
  files: Readonly<Record<string, FileChecksum>>,
  read: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  for (const name of new Set([...read.keys(), ...Object.keys(files)])) {
    const expected = files[name];
    if (expected === undefined)
      throw damaged(join(directory, name), `has no checksum in ${STUDENT_FILES.config}`);
    const content = read.get(name) ?? (await readIfPresent(join(directory, name)));
    const damage = content && findDamage(content, expected);
    if (damage !== undefined) throw damaged(join(directory, name), damage);
  }
}

async function readIfPresent(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw invalidStudent(path, "cannot be read", cause);
  });
}

function parse<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const { success, data, error } = schema.safeParse(value);
  if (!success)
    throw invalidStudent(path, `does not describe a student (${z.prettifyError(error)})`, error);
  return data;
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw invalidStudent(path, "is not valid JSON", cause);
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw invalidStudent(path, "cannot be read", cause);
  });
}

/** A `STUDENT_INVALID` error with the problem of a file. */
export function invalidStudent(path: string, problem: string, cause?: unknown): StarError {
  return new StarError("STUDENT_INVALID", {
    message: endSentence(`${path} ${problem}`),
    remedy: "Pass a folder that star train wrote.",
    cause,
  });
}

function damaged(path: string, problem: string): StarError {
  return new StarError("STUDENT_INVALID", {
    message: `${path} ${problem}.`,
    remedy: "Copy the student's folder again, or repeat the command that trained it.",
    fields: { file: path },
  });
}
