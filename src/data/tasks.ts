import { assertIntegers } from "../assert.js";
import { StarError } from "../errors.js";
import { type Random, randomInteger, shuffle, createRandom } from "../random.js";
import type {
  ItemId,
  Dataset,
  Scenario,
  RecommendationTask,
  Split,
  VisibleTask,
} from "../types.js";
import { type Protocol, splitTargets, type UserTargets } from "./targets.js";

export interface TaskOptions {
  readonly split: Split;
  /** Default `classic`. */
  readonly scenario?: Scenario;
  /** Decides the order of the users, the negatives and where the held-out item stands. Default 1. */
  readonly seed?: number;
  /** Sets of negatives a task. Default 1. */
  readonly draws?: number;
  /** Most tasks, counted before draws. Default: the whole supply. */
  readonly limit?: number;
  /** Negatives beside the held-out item. Default 19. */
  readonly negatives?: number;
  /** Default: computed from the dataset. */
  readonly protocol?: Protocol;
}

export interface TaskSet {
  /** Users in a seeded order, so that the first tasks are a fair sample; one user's positions, oldest first; draws innermost. */
  readonly tasks: readonly RecommendationTask[];
  /** How many tasks the dataset has, before draws and limit. */
  readonly supply: number;
  readonly leftOut: {
    /** Targets that the user had chosen before, so that the history gives them away. */
    readonly repeatedTarget: number;
    /** Users with too few interactions for a target of this split. */
    readonly tooShort: number;
  };
}

interface Target {
  readonly user: UserTargets;
  readonly position: number;
  readonly heldOut: ItemId;
}

/**
 * The tasks of a split: one for every target whose item is new to its user at that moment.
 *
 * @throws {StarError} `SCENARIO_UNSUPPORTED` when the dataset cannot carry the scenario.
 * @throws {StarError} `INVALID_ARGUMENT` when draws, limit or negatives is not a positive integer, or the catalogue is too small.
 */
export function createTasks(dataset: Dataset, options: TaskOptions): TaskSet {
  const {
    split,
    scenario = "classic",
    seed = 1,
    limit,
    protocol = splitTargets(dataset),
  } = options;
  requireScenario(dataset, scenario);
  assertIntegers({ draws: options.draws, limit, negatives: options.negatives });
  const random = createRandom(seed, "users", dataset.name, split);
  const targets = shuffle(protocol.users, random).flatMap((user) => targetsOf(user, split));
  const fresh = targets.filter(isFirstChoice);
  const toTasks = createTaskMaker(dataset, { ...options, scenario, seed });
  return {
    tasks: fresh.slice(0, limit).flatMap(toTasks),
    supply: fresh.length,
    leftOut: {
      repeatedTarget: targets.length - fresh.length,
      tooShort: protocol.users.filter((user) => user[split].length === 0).length,
    },
  };
}

/** A task without its answer key. Give nothing else to a policy. Names what it passes on, so that nothing new slips through. */
export function visible(task: VisibleTask): VisibleTask {
  const { id, dataset, scenario, split, draw, seed, userId, history, candidates } = task;
  return { id, dataset, scenario, split, draw, seed, userId, history, candidates };
}

function targetsOf(user: UserTargets, split: Split): Target[] {
  return user[split].flatMap((position) => {
    const heldOut = user.itemIds[position];
    return heldOut === undefined ? [] : [{ user, position, heldOut }];
  });
}

function isFirstChoice({ user, position, heldOut }: Target): boolean {
  return user.itemIds.indexOf(heldOut) === position;
}

function createTaskMaker(
  { name, items }: Dataset,
  {
    split,
    scenario,
    seed,
    draws = 1,
    negatives = 19,
  }: TaskOptions & { scenario: Scenario; seed: number },
): (target: Target) => RecommendationTask[] {
  const catalogue = [...items.keys()];
  return ({ user: { userId, itemIds, interactions }, position, heldOut }) => {
    const history = interactions.slice(0, position);
    const touched = new Set(itemIds);
    return Array.from({ length: draws }, (_, draw) => {
      const random = createRandom(seed, "candidates", name, split, userId, position, draw);
      const candidates = sampleCandidates({ heldOut, catalogue, touched, negatives, random });
      const place = [name, scenario, split, encodeURIComponent(userId), position, draw, seed];
      const id = place.join("/");
      return {
        id,
        dataset: name,
        scenario,
        split,
        draw,
        seed,
        userId,
        history,
        candidates,
        heldOut,
      };
    });
  };
}

export interface CandidateOptions {
  readonly heldOut: ItemId;
  /** Ids of the whole catalogue, each once. */
  readonly catalogue: readonly ItemId[];
  /** Every item of the catalogue that the user ever chose, the held-out one included. */
  readonly touched: ReadonlySet<ItemId>;
  /** Default 19. */
  readonly negatives?: number;
  readonly random: Random;
}

/**
 * The held-out item among negatives, shuffled.
 *
 * @returns `negatives + 1` distinct ids.
 * @throws {StarError} `INVALID_ARGUMENT` as {@link sampleNegatives} does.
 */
export function sampleCandidates({ heldOut, random, ...options }: CandidateOptions): ItemId[] {
  return shuffle([heldOut, ...sampleNegatives({ ...options, random })], random);
}

/**
 * Items that the user never chose, uniformly and without replacement.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the catalogue has too few of them.
 */
export function sampleNegatives({
  catalogue,
  touched,
  negatives = 19,
  random,
}: Omit<CandidateOptions, "heldOut">): ItemId[] {
  requireEnough(catalogue.length - touched.size, negatives);
  const drawn = new Set<ItemId>();
  while (drawn.size < negatives) {
    const itemId = catalogue[randomInteger(random, catalogue.length)];
    if (itemId !== undefined && !touched.has(itemId)) drawn.add(itemId);
  }
  return [...drawn];
}

function requireEnough(untouched: number, negatives: number): void {
  if (untouched >= negatives) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${negatives} negatives are wanted, but only ${untouched} items of the catalogue are new to the user.`,
    remedy: "Use a dataset with more items or ask for fewer negatives.",
  });
}

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
