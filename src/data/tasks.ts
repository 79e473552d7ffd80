import { assertIntegers, invalidOption } from "../assert.js";
import { StarError } from "../errors.js";
import { createRandom, shuffle } from "../random.js";
import { formatTaskId } from "../text/task-id.js";
import {
  CANDIDATE_SAMPLINGS,
  type CandidateSampling,
  type Dataset,
  type RecommendationTask,
  type Scenario,
  type Split,
  type VisibleTask,
} from "../types.js";
import { type CandidateSource, popularitySource, uniformSource } from "./candidate-source.js";
import { sampleCandidates, type TaskCandidates, wholeCatalog } from "./candidates.js";
import { countFitItems } from "./count-fit-items.js";
import type { ScenarioRule } from "./scenarios.js";
import { type SplitProtocol, splitTargets, type UserTargets } from "./split-targets.js";
import { findTargets, type Target } from "./targets.js";
import { weaklyMemoized } from "./weakly-memoized.js";

/** Options of {@link createTasks}. */
export interface TaskOptions {
  readonly split: Split;
  /** Default `classic`. */
  readonly scenario?: Scenario;
  /** Determines the order of users, the negatives and the order of candidates. Default 1. */
  readonly seed?: number;
  /** Negative sets per target. Default 1. */
  readonly draws?: number;
  /** Maximum number of targets, before draws. Default: all. */
  readonly limit?: number;
  /** Negatives per task. Default 19. */
  readonly negatives?: number;
  /**
   * How negatives are drawn. Default `uniform`. With `popularity`, in proportion to the interactions that models for the split may be fitted
   * on; items without any are no candidates. With `all`, every item that is new to the user is a candidate, in the order of the catalog.
   */
  readonly candidates?: CandidateSampling;
  /** Default: computed from the dataset. */
  readonly protocol?: SplitProtocol;
}

/** The tasks of a split. */
export interface TaskSet {
  /**
   * Users in seeded random order, so that the first tasks are a random sample; then positions, oldest first; then draws. With a
   * limit, one target of each user, in the same order, then a second one of each, and so on: a limited number spreads over users,
   * and a higher limit adds tasks at the end.
   */
  readonly tasks: readonly RecommendationTask[];
  /** Number of targets of the scenario in the dataset, before draws and limit. */
  readonly supply: number;
  readonly leftOut: {
    /** Targets with an item that is already in the user's history. */
    readonly repeatedTarget: number;
    /** Users with too few interactions to have a target in this split. */
    readonly tooShort: number;
    /** Targets that are no tasks of the scenario. */
    readonly otherScenario: number;
  };
}

/**
 * Creates the tasks of a split: one per target and draw. Targets with an item that is already in the user's history are left
 * out.
 *
 * @throws {StarError} `SCENARIO_UNSUPPORTED` if the dataset has no task of the scenario, or lacks the times that it needs.
 * @throws {StarError} `INVALID_ARGUMENT` if `draws`, `limit` or `negatives` is not a positive integer, if `candidates` is unknown, or is
 * `all` with several draws or a number of negatives, or if the catalog has too few items.
 *
 * @example
 * ```ts
 * import { createTasks, loadDataset } from "langgraph-star";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const { tasks, supply } = createTasks(dataset, { split: "test", limit: 10 });
 * console.log(tasks.length, supply, tasks[0]?.candidates.length); // 10 1000 20
 * ```
 */
export function createTasks(dataset: Dataset, options: TaskOptions): TaskSet {
  const {
    split,
    scenario = "classic",
    seed = 1,
    limit,
    candidates = "uniform",
    protocol = splitTargets(dataset),
  } = options;
  assertIntegers({ draws: options.draws, limit, negatives: options.negatives });
  assertSampling(candidates);
  if (candidates === "all") assertNothingDrawn(options);
  const random = createRandom(seed, "users", dataset.name, split);
  const users = shuffle(protocol.users, random);
  const found = findTargets(dataset, { split, scenario, protocol, users });
  const { targets, rule, repeated, otherScenario } = found;
  const source = createSource(dataset, { split, candidates, protocol });
  const parts = { ...options, scenario, seed, rule, candidates, source };
  const toTasks = createTaskBuilder(dataset, parts);
  return {
    tasks: selectTargets(targets, { dataset, split, seed, limit }).flatMap(toTasks),
    supply: targets.length,
    leftOut: {
      repeatedTarget: repeated,
      tooShort: protocol.users.filter((user) => user[split].length === 0).length,
      otherScenario,
    },
  };
}

/**
 * Returns the task without its held-out item. Pass only this form to policies, agents and tools.
 *
 * @example
 * ```ts
 * import { createTasks, loadDataset, visible } from "langgraph-star";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const [task] = createTasks(dataset, { split: "test", limit: 1 }).tasks;
 * console.log(task && "heldOut" in visible(task)); // false
 * ```
 */
export function visible(task: VisibleTask): VisibleTask {
  // Lists the fields, so that a field added to RecommendationTask stays hidden until it is added here.
  const { id, dataset, scenario, split, draw, seed, userId, history, candidates } = task;
  return { id, dataset, scenario, split, draw, seed, userId, history, candidates };
}

interface Selection {
  readonly dataset: Pick<Dataset, "name">;
  readonly split: Split;
  readonly seed: number;
  readonly limit: number | undefined;
}

/** The first targets, in turn by user. Which of a user's targets comes first is random, since early ones have short histories. */
function selectTargets(
  targets: readonly Target[],
  { dataset, split, seed, limit }: Selection,
): readonly Target[] {
  if (limit === undefined) return targets;
  const byUser = new Map<UserTargets, Target[]>();
  for (const target of targets) {
    const own = byUser.get(target.user);
    if (own === undefined) byUser.set(target.user, [target]);
    else own.push(target);
  }
  // The first round has a target of every user, so that further users are never reached.
  const users = [...byUser].slice(0, limit);
  const shuffled = users.map(([{ userId }, own]) =>
    shuffle(own, createRandom(seed, "targets", dataset.name, split, userId)),
  );
  const rounds = shuffled.reduce((most, own) => Math.max(most, own.length), 0);
  const inTurn = Array.from({ length: rounds }, (_, round) =>
    shuffled.flatMap((own) => own[round] ?? []),
  );
  return inTurn.flat().slice(0, limit);
}

function assertSampling(candidates: CandidateSampling): void {
  if (CANDIDATE_SAMPLINGS.includes(candidates)) return;
  throw invalidOption("candidates", candidates, `Pass one of: ${CANDIDATE_SAMPLINGS.join(", ")}.`);
}

function assertNothingDrawn({ draws = 1, negatives }: TaskOptions): void {
  if (draws === 1 && negatives === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `With all items as candidates nothing is drawn, but ${draws === 1 ? `negatives is ${negatives}` : `draws is ${draws}`}.`,
    remedy: "Leave it out, or draw candidates uniformly or by popularity.",
  });
}

/** What negatives are drawn from. Popularity is that of the interactions which a fit for the split contains, so that no target shows in it. */
function createSource(
  dataset: Dataset,
  { split, candidates, protocol }: Required<Pick<TaskOptions, "split" | "candidates" | "protocol">>,
): CandidateSource {
  const catalog = [...dataset.items.keys()];
  if (candidates === "popularity")
    return popularitySource(catalog, countFitItems(dataset, split, protocol));
  return uniformSource(catalog);
}

/** What all tasks of a call share. */
interface TaskParts extends Pick<TaskOptions, "split" | "draws" | "negatives"> {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly rule: ScenarioRule;
  readonly candidates: CandidateSampling;
  readonly source: CandidateSource;
}

function createTaskBuilder(
  { name: dataset, items }: Dataset,
  {
    split,
    scenario,
    seed,
    draws = 1,
    negatives = 19,
    rule,
    candidates: candidateSampling,
    source,
  }: TaskParts,
): (target: Target) => RecommendationTask[] {
  // Tasks with uniform negatives, the default, have neither a name nor a part of the seed for it.
  const isUniform = candidateSampling === "uniform";
  const idScenario = isUniform ? scenario : `${scenario}-${candidateSampling}`;
  const seeds = ["candidates", ...(isUniform ? [] : [candidateSampling])];
  const catalog = candidateSampling === "all" ? [...items.keys()] : undefined;
  return ({ user, position }) => {
    const { userId } = user;
    const heldOut = user.itemIdAt(position);
    const at = user.timeAt(position);
    const historyOf = weaklyMemoized(() =>
      user.interactions.slice(0, position).filter((one) => rule.sees(one, at)),
    );
    const sample = (draw: number): TaskCandidates => {
      const random = createRandom(seed, ...seeds, dataset, split, userId, position, draw);
      const interacted = new Set(user.itemIds);
      const sampled = sampleCandidates({ heldOut, source, interacted, negatives, random });
      return { read: () => sampled };
    };
    return Array.from({ length: draws }, (_, draw) => {
      const identity = { dataset, split, userId, position, draw, seed };
      const id = formatTaskId({ ...identity, scenario: idScenario });
      const { read, count } =
        catalog === undefined ? sample(draw) : wholeCatalog(catalog, { user, heldOut });
      return {
        id,
        dataset,
        scenario,
        split,
        draw,
        seed,
        userId,
        // Created when read, because the histories of all tasks of a large dataset do not fit into memory.
        get history() {
          return historyOf();
        },
        get candidates() {
          return read();
        },
        heldOut,
        ...(!isUniform && { candidateSampling }),
        ...(count !== undefined && { candidateCount: count }),
      };
    });
  };
}
