import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parseJson } from "../json.js";

const fraction = z.number().min(0).max(1);
const pointSchema = z.object({
  // Records of earlier versions call the second stage "grpo".
  stage: z.enum(["sft", "rl", "grpo"]).transform((stage) => (stage === "grpo" ? "rl" : stage)),
  at: z.int().min(0),
  HR: fraction,
  scoredHR: fraction,
});
const recordSchema = z.object({
  validationTasks: z.int().min(0),
  curves: z.object({ validation: z.array(pointSchema) }),
});

/** The validations of a student's training. */
export interface Validations {
  /** Number of validation tasks. */
  readonly tasks: number;
  /** In order. `HR` is that of the list which the student writes, `scoredHR` that of its scores; both from 0 to 1. */
  readonly points: readonly z.infer<typeof pointSchema>[];
}

/**
 * Reads how a student's HR on validation tasks grew in training.
 *
 * @param directory - The student's folder.
 * @returns Undefined without a `training.json` that has them: a student can be run without it.
 */
export async function readValidations(directory: string): Promise<Validations | undefined> {
  const text = await readFile(join(directory, "training.json"), "utf8").catch(() => "null");
  const { success, data } = recordSchema.safeParse(parseJson(text));
  return success ? { tasks: data.validationTasks, points: data.curves.validation } : undefined;
}
