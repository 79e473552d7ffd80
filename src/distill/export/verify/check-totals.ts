import { StarError } from "../../../errors.js";
import { countTrajectories } from "../count-export.js";
import type { Manifest } from "../manifest.js";
import { checksumOfFile } from "../../../checksum.js";
import { createQwen3Meter } from "../qwen3-tokens.js";
import type { TokenMeter } from "../tokens.js";
import { compareValues } from "./compare-values.js";
import type { ProblemList } from "./problem.js";

interface TotalsCheck {
  readonly manifest: Manifest;
  /** The trajectory file that was exported. */
  readonly path: string;
  /** The file whose wrong answers are rejected in pairs, if there was one. */
  readonly pairsFrom: string | undefined;
  /** Default: Qwen3's tokenizer, if tokens were counted. */
  readonly meter: TokenMeter | undefined;
  readonly problems: ProblemList;
}

/**
 * Selects and renders the trajectories again, and compares the manifest's counts of trajectories, calls, samples and tokens. A file
 * that is not the exported one is not counted: the check of provenance reports it.
 *
 * @returns Why the counts were not compared; undefined if they were, or if the file is another one.
 */
export async function checkTotals(check: TotalsCheck): Promise<string | undefined> {
  const { manifest, path, problems, pairsFrom } = check;
  const { bytes, sha256 } = manifest.input;
  if ((await checksumOfFile(path, bytes)).sha256 !== sha256) return undefined;
  const isPairFileMissing = manifest.pairsFrom !== undefined && pairsFrom === undefined;
  if (isPairFileMissing) return "counts: the file of rejected answers (--pairs-from) was not given";
  const meter = manifest.tokens === null ? undefined : (check.meter ?? (await loadMeter()));
  if (typeof meter === "string") return `counts: ${meter}`;
  const { settings } = manifest;
  const found = await countTrajectories({ path, bytes, pairsFrom, meter, settings });
  const { verdicts, calls, unknownEnds = 0 } = found.counts;
  const compare = (name: string, stated: unknown, value: unknown) =>
    compareValues(name, { stated, found: value, problems });
  compare("counts.verdicts", manifest.counts.verdicts, verdicts);
  compare("counts.calls", manifest.counts.calls, calls);
  compare("counts.unknownEnds", manifest.counts.unknownEnds ?? 0, unknownEnds);
  for (const name of ["samples", "tokens", "sources", "tools", "pairsFrom"] as const) {
    compare(name, manifest[name], found[name]);
  }
  return undefined;
}

async function loadMeter(): Promise<TokenMeter | string> {
  try {
    return await createQwen3Meter();
  } catch (error) {
    if (!StarError.isInstance(error) || error.code !== "DEPENDENCY_MISSING") throw error;
    return error.message;
  }
}
