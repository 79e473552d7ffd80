import { openStudent } from "../student/student.js";
import { batchedStudentPolicy } from "../student/chat/batched-policy.js";
import { studentPolicy } from "../student/chat/student-policy.js";
import { createTools } from "../tools/create-tools.js";
import type { Policy } from "../types.js";
import type { Simulation } from "../evaluation/report-schema.js";
import type { PreparedData } from "./prepare.js";

const PREFIX = "student:";
/** Ranks by the scores at the first place instead of the list. */
const BY_SCORES = "student-scores:";

/** Whether a policy's name names the folder of a student. */
export function isStudentName(name: string): boolean {
  return name.startsWith(PREFIX) || name.startsWith(BY_SCORES);
}

interface StudentOptions extends PreparedData {
  readonly simulation?: Simulation | undefined;
  /** Answer many tasks at once. */
  readonly batch?: boolean | undefined;
}

/** Opens the student whose folder a policy's name names. */
export async function createStudentPolicy(
  name: string,
  { dataset, index, simulation, batch = false }: StudentOptions,
): Promise<Policy> {
  const byScores = name.startsWith(BY_SCORES);
  const student = await openStudent(name.slice(name.indexOf(":") + 1));
  const settings = { student, tools: createTools({ index, dataset }), dataset, name, byScores };
  return batch ? batchedStudentPolicy(settings) : studentPolicy({ ...settings, simulation });
}
