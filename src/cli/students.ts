import { readValidations } from "../student/read-validations.js";
import { openStudent } from "../student/student.js";
import { batchedStudentPolicy } from "../student/chat/batched-policy.js";
import { studentPolicy } from "../student/chat/student-policy.js";
import { createTools } from "../tools/create-tools.js";
import type { Policy } from "../types.js";
import type { Simulation, TrainingCurve } from "../evaluation/report-schema.js";
import type { PreparedData } from "./prepare.js";

/** Prefix of a student that ranks by the list it writes. */
const PREFIX = "student:";
/** Prefix of a student that ranks by its scores at the first position instead of the list it writes. */
const BY_SCORES = "student-scores:";

/** Whether the name of a policy contains the folder of a student. */
export function isStudentName(name: string): boolean {
  return name.startsWith(PREFIX) || name.startsWith(BY_SCORES);
}

/** The folder in the name of a student. */
export function folderOfStudent(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** The recorded trainings of the students among the policies. */
export async function readTrainingCurves(names: readonly string[]): Promise<TrainingCurve[]> {
  const curves = await Promise.all(names.filter(isStudentName).map(readTrainingCurve));
  return curves.flat();
}

async function readTrainingCurve(policy: string): Promise<TrainingCurve[]> {
  const found = await readValidations(folderOfStudent(policy));
  if (found === undefined || found.points.length === 0) return [];
  const byScores = policy.startsWith(BY_SCORES);
  const points = found.points.map(({ stage, at, HR, scoredHR }) => ({
    stage,
    at,
    HR: byScores ? scoredHR : HR,
  }));
  return [{ policy, validationTasks: found.tasks, points }];
}

interface StudentOptions extends PreparedData {
  readonly simulation?: Simulation | undefined;
  /** Whether to answer many tasks at a time. */
  readonly batch?: boolean | undefined;
}

/** Opens the student of a policy's name. */
export async function createStudentPolicy(
  name: string,
  { dataset, index, simulation, batch = false }: StudentOptions,
): Promise<Policy> {
  const byScores = name.startsWith(BY_SCORES);
  const student = await openStudent(folderOfStudent(name));
  const settings = { student, tools: createTools({ index, dataset }), dataset, name, byScores };
  return batch ? batchedStudentPolicy(settings) : studentPolicy({ ...settings, simulation });
}
