import type { BaselineContext } from "../baselines/baseline.js";
import { BASELINES } from "../baselines/registry.js";
import type { BaselineProgress, HitRateCheck } from "../baselines/train-best.js";
import { StarError } from "../errors.js";
import { formatPercent } from "../evaluation/format.js";
import type { Policy, Split } from "../types.js";
import type { Io } from "./io.js";
import { createProgress, type Progress } from "./progress.js";
import { parseRankingFile, reportNameOf } from "./ranking-files.js";

/** Fits those of the named policies that are baselines, one after the other, and displays the progress of training. */
export async function fitBaselines(
  names: readonly string[],
  context: Omit<BaselineContext, "onProgress">,
  io: Io,
): Promise<ReadonlyMap<string, Policy>> {
  const policies = new Map<string, Policy>();
  for (const name of names) {
    const baseline = BASELINES.get(name);
    if (baseline === undefined) continue;
    const display = createDisplay(io, name);
    try {
      const fitted = await baseline.fit({ ...context, onProgress: display.show });
      const { policy, checks, choice } = fitted;
      policies.set(name, policy);
      if (choice !== undefined) io.note(`${name}: ${choice}.`);
      if (checks !== undefined) io.note(describeBest(name, checks));
    } finally {
      display.stop();
    }
  }
  return policies;
}

/** Notes of those of the named policies that are baselines, by name. */
export function baselineNotes(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    [...BASELINES.values()].flatMap(({ name, note }) =>
      note !== undefined && names.includes(name) ? [[name, note]] : [],
    ),
  );
}

/**
 * Checks that no ceiling is evaluated on training tasks, whose held-out items it learns.
 *
 * @throws {StarError} `INVALID_ARGUMENT` naming the first one that would be.
 */
export function assertSplitAllowed(names: readonly string[], split: Split): void {
  if (split !== "train") return;
  const ceiling = names.find((name) => BASELINES.get(name)?.isCeiling);
  if (ceiling === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The policy "${ceiling}" is trained on the held-out items of training tasks.`,
    remedy: "Evaluate it with --split validation or --split test.",
  });
}

/**
 * Leaves out the policies that cannot be fitted on a catalog of this size, with a note for each, before anything is fitted.
 *
 * @param required - Policies that the user named.
 * @throws {StarError} `CATALOG_TOO_LARGE` naming the first of these that cannot be fitted.
 */
export function selectFitting(
  names: readonly string[],
  { items, required }: { readonly items: number; readonly required: readonly string[] },
  io: Io,
): readonly string[] {
  const limitOf = (name: string) => BASELINES.get(name)?.maxItems ?? Infinity;
  const refused = required.find((name) => items > limitOf(name));
  if (refused !== undefined) {
    throw new StarError("CATALOG_TOO_LARGE", {
      message: `The policy "${refused}" can be fitted on at most ${limitOf(refused)} items, and the catalog has ${items}.`,
      remedy: `Leave ${refused} out of --policy, or use a dataset with fewer items.`,
    });
  }
  const excluded = names.filter((name) => items > limitOf(name));
  for (const name of excluded) {
    io.note(`${name} is left out: the catalog has ${items} items, more than ${limitOf(name)}.`);
  }
  return names.filter((name) => !excluded.includes(name));
}

/**
 * Leaves out the policies that cannot rank a whole catalog, with a note for each, before any work.
 *
 * @param policies - As in `--policy`.
 * @param required - Policies that the user named, as in reports.
 * @returns The names in reports of those that can.
 * @throws {StarError} `INVALID_ARGUMENT` naming the first of `required` that cannot.
 */
export function selectRankingCatalog(
  policies: readonly string[],
  { required }: { readonly required: readonly string[] },
  io: Io,
): readonly string[] {
  const reasonOf = (policy: string) =>
    parseRankingFile(policy) === undefined ? reasonAgainstCatalog(policy) : undefined;
  const excluded = policies.filter((policy) => reasonOf(policy) !== undefined);
  for (const policy of excluded) {
    const reason = `${reasonOf(policy)}, and not a whole catalog`;
    if (required.includes(policy)) {
      throw new StarError("INVALID_ARGUMENT", {
        message: `The policy "${policy}" ${reason}.`,
        remedy: `Leave ${policy} out of --policy, or draw candidates: --candidates uniform.`,
      });
    }
    io.note(`${policy} is left out: it ${reason}.`);
  }
  return policies.filter((policy) => !excluded.includes(policy)).map(reportNameOf);
}

/** What a policy ranks instead of a whole catalog; undefined for one that can rank that. */
function reasonAgainstCatalog(policy: string): string | undefined {
  const baseline = BASELINES.get(policy);
  if (baseline === undefined) return "reads its candidates in a conversation and ranks about 20";
  if (baseline.ranksCatalog === false) return "is trained to rank about 20 candidates";
  return undefined;
}

/** Shows one progress bar per stage of training. */
function createDisplay(io: Io, name: string) {
  let current: { readonly stage: string; readonly progress: Progress } | undefined;
  return {
    show({ stage, done, total }: BaselineProgress) {
      if (current?.stage !== stage) {
        current?.progress.stop();
        const progress = createProgress(io, { label: `train ${name}, ${stage}`, total });
        progress.start(0);
        current = { stage, progress };
      }
      current.progress.update(done);
    },
    stop: () => current?.progress.stop(),
  };
}

function describeBest(name: string, checks: readonly HitRateCheck[]): string {
  const none: HitRateCheck = { step: 0, hitRate: 0 };
  const { step, hitRate } = checks.reduce((a, b) => (b.hitRate > a.hitRate ? b : a), none);
  return `${name}: best after ${step} updates, with HR ${formatPercent(hitRate)} on validation tasks.`;
}
