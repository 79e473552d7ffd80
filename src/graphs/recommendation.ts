import { z } from "zod";
import type { ItemId } from "../types.js";
import type { Leniency } from "./reading/read.js";

/** What a single agent without training answers. */
export const recommendationSchema = z.object({
  ranking: z
    .array(z.string())
    .describe("The ids of all candidates, best first, each exactly once."),
});
/** Value of {@link recommendationSchema}. */
export type Recommended = z.infer<typeof recommendationSchema>;

/** Least number of candidates in an answer. The first places decide; `evaluate` appends the others and reports how often. */
export const LEAST_RANKED = 5;

/** Schema and reading of an answer to one task: distinct candidates, at least five unless there are fewer. */
export function recommendationOf(candidates: readonly ItemId[]) {
  const known = new Set(candidates);
  const least = Math.min(LEAST_RANKED, known.size);
  const schema: z.ZodType<Recommended> = recommendationSchema.superRefine(
    ({ ranking }, context) => {
      const distinct = new Set(ranking);
      const ranked = [...distinct].filter((id) => known.has(id)).length;
      const problems = [
        ...ranking.filter((id) => !known.has(id)).map((id) => `"${id}" is not a candidate`),
        ...(distinct.size < ranking.length ? ["an id occurs more than once"] : []),
        ...(ranked < least
          ? [`it has ${ranked} candidates, and at least ${least} are needed`]
          : []),
      ];
      if (problems.length > 0)
        context.addIssue({ code: "custom", message: problems.join("; "), path: ["ranking"] });
    },
  );
  const leniency = async (): Promise<Leniency> => {
    const { createRankingLeniency } = await import("./reading/ranking-leniency.js");
    return createRankingLeniency(candidates, { isPartial: true });
  };
  return { schema, leniency };
}
