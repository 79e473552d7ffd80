import { join } from "node:path";
import { openRecordFile, type RecordFile } from "../evaluation/records/record-file.js";
import type { RecordStore } from "../evaluation/task-record.js";
import {
  type ConfiguredEvaluation,
  describeEvaluation,
  describePolicy,
} from "./evaluation-configuration.js";
import type { Io } from "./io.js";
import type { ModelPolicies } from "./model-policies.js";

/** The records of an evaluation in the folder of its report. */
export interface EvaluationRecords extends Pick<RecordFile, "find" | "add" | "close"> {
  /** Records of this evaluation that the folder has now. */
  count(): number;
  /** True if the folder has the records of all tasks of a policy. */
  isComplete(policy: string): boolean;
  /** Reports what the folder keeps of an evaluation that did not end. */
  noteKept(): void;
}

/**
 * Opens `records.jsonl` in a folder, and reports what is kept from an earlier run of the same command.
 *
 * @throws {StarError} `FILE_EXISTS` with what differs when the folder has records of another evaluation.
 */
export async function openEvaluationRecords(
  directory: string,
  evaluation: ConfiguredEvaluation,
  io: Pick<Io, "note">,
): Promise<EvaluationRecords> {
  const path = join(directory, "records.jsonl");
  const { names, tasks } = evaluation;
  const policies = new Map<string, Awaited<ReturnType<typeof describePolicy>>>();
  for (const name of names) policies.set(name, await describePolicy(name, evaluation));
  const configuration = describeEvaluation(evaluation);
  const file = await openRecordFile({ path, configuration, policies });
  const total = names.length * tasks.length;
  let count = names.reduce((sum, name) => sum + countOf(name), 0);
  if (file.cutBytes > 0)
    io.note(`${path}: an incomplete last line of ${file.cutBytes} bytes was removed.`);
  if (count > 0) io.note(describeKept(path, { count, total }));

  function countOf(policy: string): number {
    return tasks.filter(({ id }) => file.find(policy, id) !== undefined).length;
  }

  return {
    find: file.find,
    async add(record) {
      await file.add(record);
      count++;
    },
    close: file.close,
    count: () => count,
    isComplete: (policy) => countOf(policy) === tasks.length,
    noteKept() {
      if (count === 0) return;
      io.note(
        `${path} keeps ${count} of ${total} results. Run the same command again to continue.`,
      );
    },
  };
}

function describeKept(path: string, { count, total }: { count: number; total: number }): string {
  const kept = `${path}: ${count} of ${total} results are kept from before`;
  return count === total
    ? `${kept}. Delete the file to evaluate again.`
    : `${kept}; ${total - count} are missing.`;
}

/** A store of what is worth keeping. A task that failed because the server did is not kept: the next run repeats it. */
export function storeOf(
  records: Pick<EvaluationRecords, "find" | "add">,
  { behaviors, isServerFault }: Pick<ModelPolicies, "behaviors" | "isServerFault">,
): RecordStore {
  return {
    find: records.find,
    async add(record) {
      if (isServerFault(record)) return;
      const behavior = behaviors.get(record.policy)?.get(record.taskId);
      await records.add({ ...record, behavior });
    },
  };
}
