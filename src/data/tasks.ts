import { StarError } from "../errors.js";
import { createRandom, shuffle } from "../random.js";
import type {
  Dataset,
  ItemId,
  RecommendationTask,
  Scenario,
  Split,
  VisibleTask,
} from "../types.js";
import { sampleCandidates } from "./candidates.js";
import { requireScenario } from "./scenarios.js";
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
  requirePositive({ draws: options.draws, limit, negatives: options.negatives });
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

function requirePositive(counts: Readonly<Record<string, number | undefined>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (count === undefined || (Number.isInteger(count) && count >= 1)) continue;
    throw new StarError("INVALID_ARGUMENT", {
      message: `${name} is ${count}.`,
      remedy: "Pass a positive integer.",
    });
  }
}
