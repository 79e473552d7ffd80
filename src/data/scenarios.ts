import { DAY_SECONDS } from "../text/day.js";
import type { Interaction, Scenario } from "../types.js";

/** What the rule of a scenario knows of a target. */
export interface ScenarioTarget {
  /** Number of the user's interactions before the target. */
  readonly historyLength: number;
  /** The time of the target. */
  readonly at: number;
  /** The time of the interaction before the target; undefined without one. */
  readonly previousAt: number | undefined;
  /** Number of interactions with the target's item in the fit of the split. */
  readonly itemInteractions: number;
}

/** Which targets are tasks of a scenario, and what these may see. */
export interface ScenarioRule {
  /** Continues "Its tasks are those ". */
  readonly condition: string;
  /** True if the rule needs real timestamps. */
  readonly needsTime: boolean;
  selects(target: ScenarioTarget): boolean;
  /** True if a task at the time `at` may see an interaction before the target. */
  sees(interaction: Interaction, at: number): boolean;
}

/** Most interactions of a user, or with an item, that count as few. */
const FEW_INTERACTIONS = 5;

/** Seconds before the target that a task of a scenario may see. */
const VISIBLE_SECONDS = { evolving_long: 90 * DAY_SECONDS, evolving_short: 7 * DAY_SECONDS };

/** A scenario that hides everything but the last `seconds` before the target. */
function latest(seconds: number): ScenarioRule {
  return {
    condition: `with an interaction in the ${seconds / DAY_SECONDS} days before`,
    needsTime: true,
    selects: ({ previousAt, at }) => previousAt !== undefined && previousAt >= at - seconds,
    sees: ({ timestamp }, at) => timestamp >= at - seconds,
  };
}

const everything = () => true;

/**
 * The rules of the scenarios. The names are those of AgentRecBench (arXiv 2505.19623), which does not publish its rules as code: the
 * thresholds are ours.
 */
export const SCENARIO_RULES: Record<Scenario, ScenarioRule> = {
  classic: { condition: "of every user", needsTime: false, selects: everything, sees: everything },
  cold_start_user: {
    condition: `with at most ${FEW_INTERACTIONS} interactions of the user before`,
    needsTime: false,
    selects: ({ historyLength }) => historyLength <= FEW_INTERACTIONS,
    sees: everything,
  },
  cold_start_item: {
    condition: `whose item has at most ${FEW_INTERACTIONS} other interactions in training`,
    needsTime: false,
    selects: ({ itemInteractions }) => itemInteractions <= FEW_INTERACTIONS,
    sees: everything,
  },
  evolving_long: latest(VISIBLE_SECONDS.evolving_long),
  evolving_short: latest(VISIBLE_SECONDS.evolving_short),
};
