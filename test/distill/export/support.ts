import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportTrajectories } from "../../../src/distill/export/export-trajectories.js";
import type { ExportOptions } from "../../../src/distill/export/export-options.js";
import type { ExportSettings } from "../../../src/distill/export/settings.js";
import type { TokenMeter } from "../../../src/distill/export/tokens.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import {
  stepsOf,
  HELD_OUT,
  taskPrompt,
  PLAN,
  RANKING,
  RECOMMEND,
  textStep,
  STEPS,
  teacherTrajectory,
} from "../transcript/support.js";

/** A meter with one token per character, of which this number is trained. */
export function characterMeter(trained: number): TokenMeter {
  const parts = { plan: 0, analysis: 0, calls: 0, reflection: 0, recommend: 0, other: trained };
  return { measure: ({ text }) => ({ total: text.length, trained, parts }) };
}

export interface SampleOf {
  readonly user: string;
  readonly sample?: number;
  /** Rank of the held-out item. */
  readonly rank?: number;
  /** Omits all steps between plan and recommendation. */
  readonly isShort?: boolean;
}

/** Creates a teacher's trajectory of a user's training task. */
export function sampleOf({ user, sample = 0, rank = 1, isShort = false }: SampleOf): Trajectory {
  const base = teacherTrajectory();
  const id = `films/classic/train/${user}/8/0/1`;
  const others = RANKING.filter((one) => one !== HELD_OUT);
  const ranking = others.toSpliced(rank - 1, 0, HELD_OUT);
  const recommend = stepsOf("", 1, textStep("recommend", { reasoning: "So.", ranking }));
  return {
    ...base,
    id: `${id}/${sample}`,
    sample,
    task: { ...base.task!, id, split: "train", userId: user },
    prompt: [
      { role: "user", content: `## Task\n${taskPrompt().replace("User: 7", `User: ${user}`)}` },
    ],
    steps: isShort ? [...PLAN, ...recommend] : [...STEPS.slice(0, -RECOMMEND.length), ...recommend],
    outcome: { heldOut: HELD_OUT, ranking, rank, reward: null },
  };
}

/** One call of a graph without a task, tools and steps of its own. */
export function chatOf(prompt: Trajectory["prompt"], reply = "Four."): Trajectory {
  const call = { agent: "", node: "chat", round: 1, model: "m", callIds: [], tools: null };
  const positions = prompt.map((_, index) => index);
  return {
    ...sampleOf({ user: "u0" }),
    id: "sum-1",
    task: null,
    outcome: null,
    tools: [],
    prompt,
    messages: [...prompt, { role: "assistant", content: reply }],
    calls: [
      {
        ...call,
        input: { from: null, keep: 0, messages: positions },
        output: prompt.length,
        finishReason: "stop",
        usage: { inputTokens: 0, outputTokens: 0 },
      },
    ],
    steps: stepsOf("", 1, textStep("analysis", reply)),
  };
}

/** Two samples for each of twelve users; both, one or none of them rank the held-out item first. */
export function manySamples(): Trajectory[] {
  const ranks = [
    [1, 1],
    [1, 4],
    [3, 2],
  ];
  return Array.from({ length: 12 }, (_, user) =>
    (ranks[user % ranks.length] ?? []).map((rank, sample) =>
      sampleOf({ user: `u${user}`, sample, rank }),
    ),
  ).flat();
}

export const SETTINGS = {
  validationShare: 0.4,
  seed: 1,
} as const satisfies Partial<ExportSettings>;

export function createFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "star-export-"));
}

/** Writes trajectories to a file in a new folder. */
export async function writeTrajectories(trajectories: readonly Trajectory[]): Promise<string> {
  const path = join(await createFolder(), "trajectories.jsonl");
  await writeFile(path, trajectories.map((one) => `${JSON.stringify(one)}\n`).join(""));
  return path;
}

/** Exports trajectories to a new folder and returns its path. */
export async function exportAll(
  trajectories: readonly Trajectory[],
  options: Partial<Omit<ExportOptions, "path" | "directory">> = {},
): Promise<string> {
  const path = await writeTrajectories(trajectories);
  const directory = join(await createFolder(), "export");
  await exportTrajectories({ path, directory, settings: SETTINGS, ...options });
  return directory;
}
