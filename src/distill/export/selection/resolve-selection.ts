import { StarError } from "../../../errors.js";
import { compileCondition } from "../condition/compile-condition.js";
import type { ConditionName } from "../condition/names.js";
import type { ExportSettings } from "../settings.js";

/** What a selection depends on beside its settings. */
export interface SelectionContext {
  /** Settings as they were given, without defaults. */
  readonly given: Partial<ExportSettings>;
  /** Whether tokens are counted. */
  readonly isCounted: boolean;
}

/** A condition on these takes the place of the default limit of the rank. */
const OUTCOME_NAMES: readonly ConditionName[] = ["rank", "reward"];

/**
 * Checks the conditions of the settings, and sets the default of `keepRank`.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an invalid condition, and for one that needs tokens where they are not counted.
 */
export function resolveSelection(
  settings: ExportSettings,
  { given, isCounted }: SelectionContext,
): ExportSettings {
  const { where, rejected } = settings;
  if (rejected !== null) namesOf(rejected, isCounted);
  if (where === null) return settings;
  const names = namesOf(where, isCounted);
  const namesOutcome = OUTCOME_NAMES.some((name) => names.has(name));
  const keepRank = given.keepRank === undefined && namesOutcome ? null : settings.keepRank;
  return { ...settings, keepRank };
}

/** Checks a condition and returns the names that it uses. */
function namesOf(condition: string, isCounted: boolean): ReadonlySet<ConditionName> {
  const { names } = compileCondition(condition);
  if (names.has("tokens") && !isCounted) throw tokensMissing(condition);
  return names;
}

function tokensMissing(condition: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The condition ${JSON.stringify(condition)} uses tokens, which are not counted.`,
    remedy: "Count tokens (leave out --no-tokens, and install the tokenizer), or use length.",
    fields: { option: "condition", value: condition },
  });
}
