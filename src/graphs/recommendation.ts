import { SystemMessage } from "@langchain/core/messages";
import { z } from "zod";
import type { ItemId } from "../types.js";
import { DATA_RULE } from "./prompts.js";
import type { Leniency } from "./reading/read.js";

/** What a single agent without training answers. */
interface Recommended {
  /** Candidates, best first. */
  readonly ranking: string[];
}

/** The system prompt of a single agent without training. The first line of the instructions names its role. */
export function recommendationPrompt(instructions: string): SystemMessage {
  return new SystemMessage([instructions, DATA_RULE, FORMAT].join("\n\n"));
}

// An example, because small models copy a JSON Schema instead of following it.
const FORMAT = `Answer with one JSON object and nothing else: {"ranking": ["first id", "second id", ...]}, with the ids of all candidates, best first, each exactly once.`;

/** Least number of candidates in an answer. The first places decide; `evaluate` appends the others and reports how often. */
export const LEAST_RANKED = 5;

/** Schema and reading of an answer to one task: distinct candidates, at least five unless there are fewer. */
export function recommendationOf(candidates: readonly ItemId[]) {
  const known = new Set(candidates);
  const least = Math.min(LEAST_RANKED, known.size);
  const schema: z.ZodType<Recommended> = schemaFor(candidates, least).superRefine(
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

/** The keywords are for servers that enforce a schema: they cannot sample other ids then. Answers are checked by rules of their own. */
function schemaFor(candidates: readonly ItemId[], least: number) {
  const id = z.string().meta({ enum: [...candidates] });
  const ranking = z.array(id).meta({ minItems: least, maxItems: candidates.length });
  return z.object({ ranking });
}
