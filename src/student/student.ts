import { join } from "node:path";
import { checksumOf } from "../checksum.js";
import { messageOf } from "../errors.js";
import { writeFilesAtomic } from "../files.js";
import {
  type ConversationDecoder,
  openConversationDecoder,
} from "./decoding/conversation-decoder.js";
import { compileDecoder, type DecodedModel } from "./decoding/decoder.js";
import { openProgram } from "./engine/compile.js";
import { createParameterSet, toEntries } from "./engine/parameters.js";
import { loadOrt } from "./engine/runtime.js";
import { decodeSafeTensors, encodeSafeTensors } from "./engine/safetensors.js";
import {
  invalidStudent,
  MODEL_CARD,
  readStudentFolder,
  STUDENT_FILES,
} from "./read-student-folder.js";
import { printStudentConfig } from "./student-config.js";

/** A trained student, ready for inference. */
export interface Student extends DecodedModel {
  readonly name: string;
  /** Reads the conversations of all chat models of this student. */
  readonly decoder: ConversationDecoder;
}

/** Maximum number of positions per conversation. */
const CAPACITY = 256;

/** Conversations that a student can hold at a time. At full length, each takes 0.8 MB. */
const CONVERSATIONS = 32;

/**
 * Writes everything needed to run a student: configuration, vocabulary, weights, and the two ONNX programs with which earlier versions
 * and other runtimes run it.
 */
export function saveStudent(directory: string, model: DecodedModel, name: string): Promise<void> {
  return saveStudentFolder(directory, { model, name, documents: new Map() });
}

/** Content of a student's folder. */
interface StudentFolder {
  readonly model: DecodedModel;
  readonly name: string;
  /** Further files by name. */
  readonly documents: ReadonlyMap<string, string>;
}

/** {@link saveStudent} with further files. The configuration, which has the checksums of all others, is replaced last. */
export async function saveStudentFolder(
  directory: string,
  { model, name, documents }: StudentFolder,
): Promise<void> {
  const programs = await compileDecoder(model, { rows: 1, capacity: CAPACITY });
  const files = new Map<string, string | Uint8Array>([
    ...documents,
    [STUDENT_FILES.vocabulary, `${JSON.stringify(model.vocabulary.file, null, 2)}\n`],
    [
      STUDENT_FILES.weights,
      encodeSafeTensors({ arrays: toEntries(model.parameters), metadata: {} }),
    ],
    [STUDENT_FILES.step, programs.step.bytes],
    [STUDENT_FILES.prefill, programs.prefill.bytes],
  ]);
  const checked = [...files].filter(([file]) => file !== MODEL_CARD);
  const config = printStudentConfig({
    name,
    capacity: CAPACITY,
    model: model.config,
    files: Object.fromEntries(checked.map(([file, content]) => [file, checksumOf(content)])),
  });
  await writeFilesAtomic(directory, files.set(STUDENT_FILES.config, config));
  await Promise.all([programs.step.dispose(), programs.prefill.dispose()]);
}

/** Options of {@link openStudent}. */
export interface OpenStudentOptions {
  /**
   * Decode in a worker thread, so that a server's other work runs at the same time. Single answers take longer. The thread keeps the
   * process running until `student.decoder.dispose()`. Default false.
   */
  readonly inThread?: boolean | undefined;
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
export async function openStudent(
  directory: string,
  { inThread }: OpenStudentOptions = {},
): Promise<Student> {
  const { config, vocabulary, content } = await readStudentFolder(directory);
  const { name, capacity, model } = config;
  const path = (file: keyof typeof STUDENT_FILES) => join(directory, STUDENT_FILES[file]);
  if (vocabulary.size !== model.vocabularySize)
    throw invalidStudent(
      path("vocabulary"),
      `has ${vocabulary.size} tokens; ${STUDENT_FILES.config} requires ${model.vocabularySize}`,
    );
  // Programs of other versions: without a checksum, only their runtime can tell whether they are whole.
  for (const file of config.files === null ? (["step", "prefill"] as const) : [])
    await orInvalid(path(file), "is not a program that this version can run", () =>
      tryProgram(content[file]),
    );
  return orInvalid(path("weights"), "does not hold weights of this student", async () => {
    const { arrays } = decodeSafeTensors(content.weights, path("weights"));
    const parameters = await createParameterSet(arrays);
    const decoded = { config: model, vocabulary, parameters };
    const decoder = await openConversationDecoder(decoded, {
      rows: CONVERSATIONS,
      capacity,
      inThread,
    });
    return { name, ...decoded, decoder };
  });
}

async function tryProgram(bytes: Uint8Array): Promise<void> {
  const program = await openProgram(await loadOrt(), bytes);
  await program.dispose();
}

/** Does something with the content of a file; any failure means that the file is invalid. */
async function orInvalid<Value>(
  path: string,
  problem: string,
  use: () => Promise<Value>,
): Promise<Value> {
  return use().catch((cause: unknown) => {
    throw invalidStudent(path, `${problem}: ${messageOf(cause)}`, cause);
  });
}
