import type { EvidenceSubject } from "../../../collaborative/evidence/history-signals.js";
import { createTasks } from "../../../data/tasks.js";
import { StarError } from "../../../errors.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import type { Interaction } from "../../../types.js";
import type { SplitData } from "./split-data.js";

/** A user and the run in which a tool was asked about the user. */
export interface SubjectQuestion {
  readonly userId: string;
  readonly task: Trajectory["task"];
}

/**
 * Finds the user that a tool was asked about, with the history that the tool could see: of the task's user that of the task, of any other
 * user the interactions that the index was fitted on.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for a user, or a task, that the dataset does not have.
 */
export function findSubject(
  { dataset, protocol, sequences }: SplitData,
  { userId, task }: SubjectQuestion,
): EvidenceSubject {
  if (task?.userId !== userId) {
    const sequence = sequences.get(userId);
    if (sequence === undefined) throw unknown(dataset.name, `user ${JSON.stringify(userId)}`);
    return { userId, history: sequence.interactions };
  }
  const history = findHistory({ dataset, protocol }, task);
  if (history === undefined) throw unknown(dataset.name, `task ${JSON.stringify(task.id)}`);
  return { userId, history };
}

function findHistory(
  { dataset, protocol }: Pick<SplitData, "dataset" | "protocol">,
  { id, dataset: name, userId, split, scenario, seed, draw }: NonNullable<Trajectory["task"]>,
): readonly Interaction[] | undefined {
  if (dataset.name !== name) return undefined;
  const users = protocol.users.filter((user) => user.userId === userId);
  if (users.length === 0) return undefined;
  // Tasks of one user are created fast. Which items are new depends on the interactions of all users.
  const own = scenario === "cold_start_item" ? protocol : { ...protocol, users };
  const { tasks } = createTasks(dataset, { split, scenario, seed, draws: draw + 1, protocol: own });
  // Which candidates a task has does not change its history; their name is a part of the id.
  const wanted = withoutCandidates(id, scenario);
  return tasks.find((task) => withoutCandidates(task.id, scenario) === wanted)?.history;
}

/** A task id without the name of other candidates than uniform ones, such as that of `classic-popularity`. */
function withoutCandidates(id: string, scenario: string): string {
  return id.replace(new RegExp(`/${scenario}-[\\w-]+/`), `/${scenario}/`);
}

function unknown(dataset: string, what: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The dataset ${JSON.stringify(dataset)} has no ${what}.`,
    remedy: "Pass the dataset flags that the runs were made with, also --seed, to star trace.",
  });
}
