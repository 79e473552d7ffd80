import { StarError } from "../errors.js";
import { type Dataset, type ItemId, type Scenario, SCENARIOS, type Split } from "../types.js";
import { countFitItems } from "./count-fit-items.js";
import { SCENARIO_RULES, type ScenarioRule } from "./scenarios.js";
import type { SplitProtocol, UserTargets } from "./split-targets.js";

/** A held-out interaction: a position in a user's sequence. */
export interface Target {
  readonly user: UserTargets;
  readonly position: number;
}

/** Options of {@link findTargets}. */
interface TargetOptions {
  readonly split: Split;
  readonly scenario: Scenario;
  readonly protocol: SplitProtocol;
  /** In which order the targets are returned. Default: that of the protocol. */
  readonly users?: readonly UserTargets[];
}

/** The targets of a split that are tasks of a scenario. */
export interface TargetSet {
  /** By user, oldest first. */
  readonly targets: readonly Target[];
  readonly rule: ScenarioRule;
  /** Number of targets with an item that is already in the user's history. */
  readonly repeated: number;
  /** Number of other targets that are no tasks of the scenario. */
  readonly otherScenario: number;
}

/**
 * Finds the targets of a split that are tasks of a scenario.
 *
 * @throws {StarError} `SCENARIO_UNSUPPORTED` with the reason, if the dataset has no such task or lacks what the scenario needs.
 */
export function findTargets(dataset: Dataset, options: TargetOptions): TargetSet {
  const { split, scenario, protocol, users = protocol.users } = options;
  const rule = findRule(dataset, scenario);
  const all = users.flatMap((user) => user[split].map((position) => ({ user, position })));
  const distinct = all.filter(({ user, position }) => !user.isRepeat(position));
  const repeated = all.length - distinct.length;
  if (scenario === "classic") return { targets: distinct, rule, repeated, otherScenario: 0 };
  const countOf =
    scenario === "cold_start_item" ? countFitItems(dataset, split, protocol) : new Map();
  const targets = distinct.filter((target) => rule.selects(describe(target, countOf)));
  if (targets.length === 0 && distinct.length > 0) {
    throw unsupported(
      scenario,
      `${dataset.name} has no ${split} task of the scenario "${scenario}". Its tasks are those ${rule.condition}.`,
    );
  }
  return { targets, rule, repeated, otherScenario: distinct.length - targets.length };
}

function describe({ user, position }: Target, countOf: ReadonlyMap<ItemId, number>) {
  return {
    historyLength: position,
    at: user.timeAt(position),
    previousAt: position === 0 ? undefined : user.timeAt(position - 1),
    itemInteractions: countOf.get(user.itemIdAt(position)) ?? 0,
  };
}

/** Number of tasks of each scenario, or why there are none. */
export type ScenarioCounts = Readonly<
  Record<Scenario, { readonly tasks: number; readonly reason?: string }>
>;

/** Counts the test tasks of each scenario. */
export function countScenarios(dataset: Dataset, protocol: SplitProtocol): ScenarioCounts {
  const counts = SCENARIOS.map((scenario) => [scenario, countTasks(dataset, scenario, protocol)]);
  return Object.fromEntries(counts) as ScenarioCounts;
}

function countTasks(dataset: Dataset, scenario: Scenario, protocol: SplitProtocol) {
  try {
    return { tasks: findTargets(dataset, { split: "test", scenario, protocol }).targets.length };
  } catch (error) {
    if (!StarError.isInstance(error)) throw error;
    return { tasks: 0, reason: error.problem };
  }
}

function findRule({ name, clock }: Dataset, scenario: Scenario): ScenarioRule {
  // Undefined for an unknown name in plain JavaScript.
  const rule: ScenarioRule | undefined = SCENARIO_RULES[scenario];
  if (rule === undefined) throw unsupported(scenario, `There is no scenario "${scenario}".`);
  if (!rule.needsTime || clock !== "order") return rule;
  throw unsupported(
    scenario,
    `The scenario "${scenario}" needs real timestamps, and ${name} only has the order of interactions.`,
  );
}

function unsupported(scenario: Scenario, message: string): StarError {
  const others = SCENARIOS.filter((one) => one !== scenario);
  return new StarError("SCENARIO_UNSUPPORTED", {
    message,
    remedy: `Use one of: ${others.join(", ")}. "star data describe" shows which of them the dataset has.`,
    fields: { scenario },
  });
}
