import { z } from "zod";
import type { Dataset } from "../../types.js";
import { toVisibleTask } from "../graph-input.js";

const outputSchema = z.object({
  userId: z.string().min(1),
  candidates: z.array(z.string()).min(1),
});

/**
 * The task of an assistant's run in a trajectory, read from what the run returned: for `taskOf` of `openFileRecorder`. Without it, a
 * recorded run has neither candidates nor a user.
 *
 * @param execution - The id of the run, and the output of `createTeacherAssistant` or `createStudentAssistant`.
 * @param dataset - The dataset of the assistant.
 * @returns The task, named `request/` and the id of the run; null if the run had none, because its message named no user.
 *
 * @example
 * ```ts
 * import { describeAssistantTask } from "langgraph-star";
 *
 * const output = { userId: "ann", candidates: ["b", "c"] };
 * const task = describeAssistantTask({ runId: "1", output }, { name: "shop", synthetic: false });
 * console.log(task?.id, task?.userId, task?.candidates); // request/1 ann [ 'b', 'c' ]
 * console.log(describeAssistantTask({ runId: "2", output: undefined }, { name: "shop", synthetic: false })); // null
 * ```
 */
export function describeAssistantTask(
  { runId, output }: { readonly runId: string; readonly output: unknown },
  { name, synthetic }: Pick<Dataset, "name" | "synthetic">,
) {
  const { data } = outputSchema.safeParse(output);
  if (data === undefined) return null;
  const { history: _, ...task } = toVisibleTask({ ...data, history: [] }, name);
  return { ...task, id: `request/${runId}`, synthetic, candidates: data.candidates };
}
