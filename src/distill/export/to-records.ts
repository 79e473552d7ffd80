import { createRandom } from "../../random.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { type Difficulty, rateDifficulty } from "../difficulty.js";
import type { Conversation, Message } from "../transcript/conversation.js";
import { toPrompt } from "../transcript/to-conversation.js";
import { addCounts, type ExportVerdict } from "./counts.js";
import type {
  ExportSplit,
  PreferencePair,
  TrainingExample,
  TrainingPrompt,
} from "./formats/records.js";
import { isPortablePrompt } from "../transcript/portable.js";
import { createSampleRenderer, type Sample } from "./render-sample.js";
import type { ExportSettings } from "./settings.js";
import type { TokenCounts, TokenMeter } from "./tokens.js";

/** Records of the samples of one task. */
interface TaskRecords {
  /** One per sample, in order. */
  readonly verdicts: readonly ExportVerdict[];
  /** Model calls per verdict, where conversations are written. */
  readonly calls: Readonly<Record<string, number>>;
  readonly examples: readonly TrainingExample[];
  /** One per row; empty where tokens are not counted. */
  readonly tokens: readonly TokenCounts[];
  readonly prompt: TrainingPrompt | undefined;
  readonly pairs: readonly PreferencePair[];
}

/**
 * Creates a function that builds the records of one task from its samples.
 *
 * @param meter - Counts tokens. Default: tokens are not counted, and only the limit in characters applies.
 * @returns A function that throws {@link StarError} `LEAK_FOUND` for a validation or test task unless `anySplit` is set.
 */
export function createRecordBuilder(
  settings: ExportSettings,
  meter?: TokenMeter,
): (samples: readonly Trajectory[]) => TaskRecords {
  const toSample = createSampleRenderer(settings, meter);
  return (trajectories) => {
    const samples = trajectories.map(toSample);
    return {
      ...toTrainingExamples(samples, settings),
      prompt: toTrainingPrompt(samples, settings),
      pairs: toPreferencePairs(samples, settings),
    };
  };
}

function toTrainingExamples(samples: readonly Sample[], settings: ExportSettings) {
  const verdicts: ExportVerdict[] = [];
  const examples: TrainingExample[] = [];
  const tokens: TokenCounts[] = [];
  const calls: Record<string, number> = {};
  for (const { trajectory, toRows } of samples) {
    const written = toRows();
    verdicts.push(written.verdict);
    addCounts(calls, written.calls);
    const origin = originOf(trajectory, settings);
    let number = 0;
    for (const { conversation, linear, rollout, ...row } of written.rows) {
      const id = rollout === undefined ? origin.id : `${origin.id}/conversation/${++number}`;
      examples.push({ ...origin, id, conversation, linear, ...(rollout && { rollout }) });
      if (row.tokens !== undefined) tokens.push(row.tokens);
    }
  }
  return { verdicts, calls, examples, tokens };
}

/** Uses the first sample with a portable prompt: all samples of a task start with the same messages. */
function toTrainingPrompt(
  samples: readonly Sample[],
  settings: ExportSettings,
): TrainingPrompt | undefined {
  for (const { trajectory, isComplete } of samples) {
    const { task, outcome } = trajectory;
    if (!isComplete || task === null || outcome === null) continue;
    const conversation = toPrompt(trajectory);
    if (!isPortablePrompt(conversation)) continue;
    return {
      ...originOf(trajectory, settings),
      id: task.id,
      conversation,
      groundTruth: outcome.heldOut,
      candidates: task.candidates,
      difficulty: difficultyOf(samples),
    };
  }
  return undefined;
}

/** Null for one sample, which does not allow a rating. */
function difficultyOf(samples: readonly Sample[]): Difficulty | null {
  if (samples.length < 2) return null;
  return rateDifficulty(samples.filter(isSuccess).length, samples.length);
}

function isSuccess({ trajectory }: Sample): boolean {
  return trajectory.outcome?.rank === 1;
}

/** Pairs the first success with the first failure, the second with the second, and so on. */
function toPreferencePairs(samples: readonly Sample[], settings: ExportSettings): PreferencePair[] {
  const rated = samples.filter(({ trajectory: { task, outcome } }) => task && outcome);
  const failures = rated.filter((sample) => !isSuccess(sample));
  return rated.filter(isSuccess).flatMap((success, index) => {
    const failure = failures[index];
    const [chosen, rejected] = [success.render(), failure?.render()];
    if (failure === undefined || chosen?.verdict !== "kept" || rejected?.verdict !== "kept")
      return [];
    const parts = splitAtDivergence(chosen.conversation, rejected.conversation);
    if (parts === undefined) return [];
    const id = `${success.trajectory.id} > ${failure.trajectory.id}`;
    const { tools } = chosen.conversation;
    return [{ ...originOf(success.trajectory, settings), id, tools, ...parts }];
  });
}

/** The common prefix of two conversations, and the continuation of each. */
type DivergingConversations = Pick<PreferencePair, "prompt" | "chosen" | "rejected">;

/**
 * Splits two conversations about one task after their common prefix. The prefix is as long as possible, since it has no loss: that
 * keeps tool answers out of it. Trainers require both continuations to start with an assistant turn.
 *
 * @returns Undefined for equal conversations, different tools, or no common prefix.
 */
export function splitAtDivergence(
  chosen: Conversation,
  rejected: Conversation,
): DivergingConversations | undefined {
  if (!isEqual(chosen.tools, rejected.tools)) return undefined;
  const [one, other] = [chosen.messages, rejected.messages];
  let length = one.findIndex((message, index) => !isEqual(message, other[index]));
  if (length === -1) return undefined;
  while (length > 0 && !areAssistantTurns(one[length], other[length])) length--;
  if (length === 0) return undefined;
  return {
    prompt: one.slice(0, length),
    chosen: one.slice(length),
    rejected: other.slice(length),
  };
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function areAssistantTurns(one: Message | undefined, other: Message | undefined): boolean {
  return one?.role === "assistant" && other?.role === "assistant";
}

function originOf({ id, task }: Trajectory, settings: ExportSettings) {
  const user = task?.userId ?? null;
  return { id, user, split: assignSplit(user ?? id, settings) };
}

/**
 * Assigns a user, or a trajectory without a user, to a split. The result depends only on the name and the settings, so that a user
 * is in the same split in every export.
 *
 * @param name - The user's id; the trajectory's id if it has no user.
 */
export function assignSplit(
  name: string,
  { validationShare, seed }: Pick<ExportSettings, "validationShare" | "seed">,
): ExportSplit {
  return createRandom(seed, "validation", name)() < validationShare ? "validation" : "train";
}
