import type { LoadedModules } from "./measure-entry.js";

/** What importing an entry point may load. */
interface Budget {
  /** Largest size of the package's own files in bytes. */
  readonly bytes: number;
  /** Packages beside those that every entry point may load. None of them may have native parts. */
  readonly packages: readonly string[];
}

const PARSERS = ["fzstd", "lossless-json"];
const LANGGRAPH = ["@langchain/core", "@langchain/langgraph"];

/** Budgets by subpath of `exports`: the sizes of version 0.1 with a margin of about a tenth, that of the recorder a goal. */
export const BUDGETS: Readonly<Record<string, Budget>> = {
  ".": { bytes: 470_000, packages: LANGGRAPH },
  "./recorder": { bytes: 300_000, packages: ["@langchain/core"] },
  "./data": { bytes: 100_000, packages: PARSERS },
  "./collaborative": { bytes: 95_000, packages: [] },
  "./evaluation": { bytes: 450_000, packages: [...LANGGRAPH, ...PARSERS, "csv-parse"] },
  "./export": { bytes: 510_000, packages: LANGGRAPH },
  "./student": { bytes: 310_000, packages: LANGGRAPH },
  "./serve": { bytes: 220_000, packages: LANGGRAPH },
};

/** Largest size of the tarball in bytes. */
export const TARBALL_BYTES = 1_500_000;

/** Compares what an entry point loads with its budget. Returns one sentence per excess. */
export function findExcess(
  subpath: string,
  { bytes, packages }: LoadedModules,
  budget: Budget | undefined = BUDGETS[subpath],
): string[] {
  if (budget === undefined) return [`${subpath} has no budget in scripts/package/budgets.ts.`];
  const allowed = new Set(["zod", ...budget.packages]);
  const excess = packages
    .filter((name) => !allowed.has(name))
    .map((name) => `${subpath} loads ${name}, which its budget does not list.`);
  if (bytes > budget.bytes)
    excess.push(`${subpath} loads ${bytes} bytes of own files, ${budget.bytes} are allowed.`);
  return excess;
}
