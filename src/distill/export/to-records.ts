import { createRandom } from "../../random.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Conversation, Message } from "../transcript/conversation.js";
import { toOpening } from "../transcript/to-conversation.js";
import type { Difficulty, ExportSplit, Example, Pair, Prompt } from "./formats/records.js";
import { isPortableOpening } from "./portable.js";
import type { ExportSettings } from "./settings.js";
import type { ExportVerdict } from "./tally.js";
import type { TokenCounts, TokenMeter } from "./tokens.js";
import { createSampleViewer, type Sample } from "./view-sample.js";

/** What is exported of the samples of one task. */
export interface GroupRecords {
  /** One a sample, in order. */
  readonly verdicts: readonly ExportVerdict[];
  readonly examples: readonly Example[];
  /** Of the examples; empty where tokens are not counted. */
  readonly tokens: readonly TokenCounts[];
  readonly prompt: Prompt | undefined;
  readonly pairs: readonly Pair[];
}

/**
 * Makes records of the samples of one task.
 *
 * @param meter - Counts tokens; without it rows are only limited in characters.
 * @throws {StarError} `LEAK_FOUND` when a task is one that students are measured on, unless `anySplit` is set.
 */
export function createRecordMaker(
  settings: ExportSettings,
  meter?: TokenMeter,
): (samples: readonly Trajectory[]) => GroupRecords {
  const toSample = createSampleViewer(settings, meter);
  return (trajectories) => {
    const samples = trajectories.map(toSample);
    return {
      ...toExamples(samples, settings),
      prompt: toPrompt(samples, settings),
      pairs: toPairs(samples, settings),
    };
  };
}

function originOf({ id, task }: Trajectory, settings: ExportSettings) {
  const user = task?.userId ?? null;
  return { id, user, split: sideOf(user ?? id, settings) };
}

function toExamples(samples: readonly Sample[], settings: ExportSettings) {
  const verdicts: ExportVerdict[] = [];
  const examples: Example[] = [];
  const tokens: TokenCounts[] = [];
  for (const { trajectory, outcome, text } of samples) {
    const seen = outcome === "kept" ? text() : undefined;
    verdicts.push(seen?.verdict ?? outcome);
    if (seen?.verdict !== "kept") continue;
    const { conversation, linear } = seen;
    examples.push({ ...originOf(trajectory, settings), conversation, linear });
    if (seen.tokens !== undefined) tokens.push(seen.tokens);
  }
  return { verdicts, examples, tokens };
}

/** Of any sample whose opening every trainer reads alike: all begin the same. */
function toPrompt(samples: readonly Sample[], settings: ExportSettings): Prompt | undefined {
  const trajectories = samples.map(({ trajectory }) => trajectory);
  for (const { trajectory, isWhole } of samples) {
    const { task, outcome } = trajectory;
    if (!isWhole || task === null || outcome === null) continue;
    const conversation = toOpening(trajectory);
    if (!isPortableOpening(conversation)) continue;
    return {
      ...originOf(trajectory, settings),
      id: task.id,
      conversation,
      groundTruth: outcome.heldOut,
      candidates: task.candidates,
      difficulty: difficultyOf(trajectories),
    };
  }
  return undefined;
}

/** The first sample that succeeds with the first that does not, and so on. */
function toPairs(samples: readonly Sample[], settings: ExportSettings): Pair[] {
  const readable = samples.filter(({ trajectory: { task, outcome } }) => task && outcome);
  const isFirst = ({ trajectory }: Sample) => trajectory.outcome?.rank === 1;
  const losers = readable.filter((sample) => !isFirst(sample));
  return readable.filter(isFirst).flatMap((winner, place) => {
    const loser = losers[place];
    const [chosen, rejected] = [winner.text(), loser?.text()];
    if (loser === undefined || chosen?.verdict !== "kept" || rejected?.verdict !== "kept")
      return [];
    const parted = partWays(chosen.conversation, rejected.conversation);
    if (parted === undefined) return [];
    const id = `${winner.trajectory.id} > ${loser.trajectory.id}`;
    const { tools } = chosen.conversation;
    return [{ ...originOf(winner.trajectory, settings), id, tools, ...parted }];
  });
}

/**
 * How hard a task is, by the share of its samples that rank the held-out item first: more than two thirds is easy, less than
 * one third hard. One sample says nothing.
 */
export function difficultyOf(samples: readonly Pick<Trajectory, "outcome">[]): Difficulty | null {
  if (samples.length < 2) return null;
  const share = samples.filter(({ outcome }) => outcome?.rank === 1).length / samples.length;
  if (share > 2 / 3) return "easy";
  return share < 1 / 3 ? "hard" : "medium";
}

/** Two conversations cut where they part. */
export interface Parted {
  readonly prompt: readonly Message[];
  readonly chosen: readonly Message[];
  readonly rejected: readonly Message[];
}

/**
 * What two conversations about one task have in common, and how each goes on; undefined when they are the same or were offered
 * other tools. What is common is read and not trained: a longer prompt keeps tool answers out of a trainer's loss.
 */
export function partWays(chosen: Conversation, rejected: Conversation): Parted | undefined {
  if (!isSame(chosen.tools, rejected.tools)) return undefined;
  const [one, other] = [chosen.messages, rejected.messages];
  let common = one.findIndex((message, place) => !isSame(message, other[place]));
  if (common === -1) return undefined;
  // A trainer asks for an assistant's turn after the prompt, so both must go on with one.
  while (common > 0 && !areTurns(one[common], other[common])) common--;
  if (common === 0) return undefined;
  return {
    prompt: one.slice(0, common),
    chosen: one.slice(common),
    rejected: other.slice(common),
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function areTurns(one: Message | undefined, other: Message | undefined): boolean {
  return one?.role === "assistant" && other?.role === "assistant";
}

export interface SideOptions {
  readonly validationShare: number;
  readonly seed: number;
}

/**
 * The side of a user, or of a trajectory without one: decided by its name and the seed alone, so that a user is on the same
 * side in every export, whatever else is exported.
 */
export function sideOf(name: string, { validationShare, seed }: SideOptions): ExportSplit {
  return createRandom(seed, "validation", name)() < validationShare ? "validation" : "train";
}
