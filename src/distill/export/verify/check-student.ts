import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StarError } from "../../../errors.js";
import { decodeLine, readByteLines } from "../../../files.js";
import { REFERENCE_FILES } from "./check-folder.js";
import type { Manifest } from "../manifest.js";
import {
  RENDERED_FILES,
  type StudentRows,
  writeStudentRows,
} from "../student/write-student-rows.js";
import { compareValues } from "./compare-values.js";
import { firstDifference } from "./first-difference.js";
import type { ProblemList } from "./problem.js";

interface StudentCheck {
  readonly directory: string;
  readonly manifest: Manifest;
  /** The Python interpreter. Default `python3`. */
  readonly python: string | undefined;
  readonly problems: ProblemList;
}

/**
 * Renders linear text with the exported template again, and compares rows and counts. Linear text with a problem is not rendered.
 *
 * @returns Why the rows were not rendered; undefined if they were, or if there are none.
 */
export async function checkStudent(check: StudentCheck): Promise<string | undefined> {
  const { directory, manifest, python, problems } = check;
  const { student } = manifest;
  const template = join(directory, RENDERED_FILES.template);
  const isDamaged = REFERENCE_FILES.some((file) => problems.has(file));
  if (student === undefined || isDamaged || !existsSync(template)) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "star-verify-"));
  try {
    const { variables } = student;
    const options = { template, variables, allowLoss: true, ...(python && { python }) };
    const rendered = await writeStudentRows(folder, options, directory);
    await compareStudent(check, { folder, rendered });
    return undefined;
  } catch (error) {
    if (!StarError.isInstance(error) || error.code !== "DEPENDENCY_MISSING") throw error;
    return `rows in student/: ${error.message}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Rendered {
  /** Folder of the rows that were rendered again. */
  readonly folder: string;
  readonly rendered: StudentRows;
}

async function compareStudent(
  { directory, manifest, problems }: StudentCheck,
  { folder, rendered }: Rendered,
): Promise<void> {
  // A template that is read from a file has the name of the file.
  const found = { ...rendered.student, template: manifest.student?.template };
  compareValues("student", { stated: manifest.student, found, problems });
  if (found.sha256 !== manifest.student?.sha256) return;
  const { examples, pairs } = RENDERED_FILES;
  for (const file of [...Object.values(examples), ...Object.values(pairs)]) {
    const difference = await findChangedRow(join(folder, file), join(directory, file));
    if (difference !== undefined) problems.add({ file, ...difference });
  }
}

/** The first row that differs. Undefined if all are equal. */
async function findChangedRow(expectedPath: string, foundPath: string) {
  const [expected, found] = [readLines(expectedPath), readLines(foundPath)];
  for (let row = 1; ; row++) {
    const [one, other] = [await expected.next(), await found.next()];
    if (one.done === true && other.done === true) return undefined;
    const [text, own] = [one.value ?? "", other.value ?? ""];
    const difference = firstDifference(text, own);
    if (difference === undefined) continue;
    const { byte } = difference;
    const message = `the row is not what the template renders: at byte ${byte}, expected ${difference.expected}, found ${difference.found}`;
    return { row, id: /^{"id":"([^"]*)"/.exec(text || own)?.[1] ?? null, byte, message };
  }
}

async function* readLines(path: string): AsyncGenerator<string, undefined> {
  if (existsSync(path)) for await (const line of readByteLines(path)) yield decodeLine(line);
  return undefined;
}
