import { StarError } from "../errors.js";
import type { Dataset, Scenario } from "../types.js";

const SUPPORTED: readonly Scenario[] = ["classic"];
const NEEDS_TIME: readonly Scenario[] = ["evolving_long", "evolving_short"];

/**
 * Refuses a scenario that would have to be faked.
 *
 * @throws {StarError} `SCENARIO_UNSUPPORTED` with the reason.
 */
export function requireScenario({ name, clock }: Dataset, scenario: Scenario): void {
  if (SUPPORTED.includes(scenario)) return;
  const withoutTime = clock === "order" && NEEDS_TIME.includes(scenario);
  throw new StarError("SCENARIO_UNSUPPORTED", {
    message: withoutTime
      ? `The scenario "${scenario}" needs real timestamps, and ${name} only has the order of interactions.`
      : `The scenario "${scenario}" does not exist in this version.`,
    remedy: `Use one of: ${SUPPORTED.join(", ")}.`,
  });
}
