import type { ItemId, RecommendationTask } from "../../types.js";
import type { CatalogOptions } from "../catalog/measure-catalog.js";
import { METRICS } from "../metrics.js";
import type { DisagreementReport } from "../report-schema.js";
import type { TaskRecord } from "../task-record.js";

/** A student and the teacher that it learned from, both policies of the evaluation. */
export interface StudentAndTeacher {
  readonly student: string;
  readonly teacher: string;
}

/** Tasks that are listed per direction. */
const LISTED = 10;

/** A task with the records of both policies. */
interface Answered {
  readonly task: RecommendationTask;
  readonly student: TaskRecord;
  readonly teacher: TaskRecord;
}

/**
 * The tasks on which a student ranks the held-out item higher than its teacher, and those on which it ranks it lower: how many there are, and
 * those with the largest difference in HR; among equal ones, in rank; then in the order of the tasks.
 */
export function findDisagreements(
  { student, teacher }: StudentAndTeacher,
  records: readonly TaskRecord[],
  { tasks, interactions, titles }: CatalogOptions,
): DisagreementReport {
  const recordsOf = (policy: string) =>
    new Map(records.filter((one) => one.policy === policy).map((one) => [one.taskId, one]));
  const [students, teachers] = [recordsOf(student), recordsOf(teacher)];
  const answered = tasks.flatMap((task) => {
    const [own, other] = [students.get(task.id), teachers.get(task.id)];
    return own === undefined || other === undefined ? [] : [{ task, student: own, teacher: other }];
  });
  const corrected = answered.filter((one) => one.student.rank < one.teacher.rank);
  const failed = answered.filter((one) => one.student.rank > one.teacher.rank);
  const titleOf = (item: ItemId) => titles?.get(item)?.title ?? item;
  const describe = (one: Answered) => ({
    taskId: one.task.id,
    heldOut: titleOf(one.task.heldOut),
    history: one.task.history.length,
    interactions: interactions.get(one.task.heldOut) ?? 0,
    student: describeAnswer(one.student, titleOf),
    teacher: describeAnswer(one.teacher, titleOf),
  });
  return {
    student,
    teacher,
    corrected: { tasks: corrected.length, largest: largest(corrected).map(describe) },
    failed: { tasks: failed.length, largest: largest(failed).map(describe) },
    equal: answered.length - corrected.length - failed.length,
  };
}

function largest(answered: readonly Answered[]): Answered[] {
  const difference = ({ student, teacher }: Answered) =>
    Math.abs(METRICS.HR(student.rank) - METRICS.HR(teacher.rank));
  // Without an answer, a rank is infinite.
  const distance = ({ task, student, teacher }: Answered) => {
    const worst = task.candidates.length + 1;
    return Math.abs(Math.min(student.rank, worst) - Math.min(teacher.rank, worst));
  };
  return answered
    .toSorted(
      (one, other) => difference(other) - difference(one) || distance(other) - distance(one),
    )
    .slice(0, LISTED);
}

function describeAnswer({ rank, top }: TaskRecord, titleOf: (item: ItemId) => string) {
  const [first] = top ?? [];
  return {
    rank: Number.isFinite(rank) ? rank : null,
    first: first === undefined ? null : titleOf(first),
  };
}
