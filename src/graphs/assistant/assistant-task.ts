import { z } from "zod";
import type { Dataset } from "../../types.js";
import { toVisibleTask } from "../graph-input.js";

const outputSchema = z.object({
  userId: z.string().min(1),
  candidates: z.array(z.string()).min(1),
});

/**
 * The task of an assistant's run in a trajectory, read from what the run returned; null if it had none.
 *
 * @param dataset - The dataset of the assistant.
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
