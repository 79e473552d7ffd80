import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readCheckpoint, writeCheckpoint } from "../../../src/student/engine/checkpoint.js";
import { CHECKPOINT } from "../../../src/student/run/checkpoint-file.js";
import type { TrainOptions } from "../../../src/student/run/options.js";
import type { TrainProgress } from "../../../src/student/run/record.js";
import { trainStudent } from "../../../src/student/run/train-student.js";
import { createTaught } from "../support.js";

let given: Omit<TrainOptions, "out">;
let folder: string;
beforeAll(async () => {
  const { dataset, trajectories } = await createTaught(8);
  folder = await mkdtemp(join(tmpdir(), "star-resume-"));
  const file = join(folder, "teacher.jsonl");
  await writeFile(file, trajectories.map((one) => `${JSON.stringify(one)}\n`).join(""));
  const sizes = { steps: 4, validationTasks: 2, prompts: 2, groupSize: 2 };
  given = { trajectories: file, dataset, ...sizes };
  await train("uninterrupted");
}, 300_000);

const KILLED = new Error("killed");

/** Trains into a subfolder. `stop` aborts and `kill` throws when it returns true for a progress report. */
async function train(
  name: string,
  {
    stop = () => false,
    kill = () => false,
    ...change
  }: Partial<TrainOptions> & {
    readonly stop?: (progress: TrainProgress) => boolean;
    readonly kill?: (progress: TrainProgress) => boolean;
  } = {},
) {
  const stopping = new AbortController();
  const stages: string[] = [];
  const report = (progress: TrainProgress) => {
    stages.push(`${progress.stage} ${progress.done}`);
    if (kill(progress)) throw KILLED;
    if (stop(progress)) stopping.abort();
  };
  const options = { ...given, ...change, out: join(folder, name) };
  await trainStudent(options, { report, signal: stopping.signal });
  return stages;
}

const after = (stage: string, done: number) => (progress: TrainProgress) =>
  progress.stage === stage && progress.done === done;

async function expectUninterrupted(name: string): Promise<void> {
  const files = (await readdir(join(folder, "uninterrupted"))).filter(
    (file) => file !== "after-sft",
  );
  expect(files).not.toContain(CHECKPOINT);
  expect((await readdir(join(folder, name))).toSorted()).toEqual(
    [...files, "after-sft"].toSorted(),
  );
  for (const file of [...files, "after-sft/weights.safetensors"]) {
    const [one, other] = ["uninterrupted", name].map((run) => readFile(join(folder, run, file)));
    expect((await one!).equals(await other!), file).toBe(true);
  }
}

describe("trainStudent after an interruption", () => {
  it("resumes after an abort in the middle of SFT, with the result of an uninterrupted run", async () => {
    await expect(train("stopped", { stop: after("sft", 2) })).rejects.toThrow(/aborted/);
    expect(await readdir(join(folder, "stopped"))).toEqual([CHECKPOINT]);
    expect(await train("stopped")).toEqual(expect.arrayContaining(["sft 2", "sft 3"]));
    await expectUninterrupted("stopped");
  }, 300_000);

  it("resumes from the last validation after a crash, with the result of an uninterrupted run", async () => {
    await expect(train("killed", { kill: after("rl", 1) })).rejects.toThrow(KILLED);
    expect(await train("killed")).not.toContain("sft 3");
    await expectUninterrupted("killed");
  }, 300_000);

  it("resumes after an abort in reinforcement learning, and keeps the best student in the folder until then", async () => {
    await train("paused", { stop: after("rl", 1) });
    const paused = await readFile(join(folder, "paused", "training.json"), "utf8");
    expect(JSON.parse(paused)).toMatchObject({ stopped: true });
    expect(await readdir(join(folder, "paused"))).toContain(CHECKPOINT);
    const stages = await train("paused");
    expect(stages.filter((stage) => /^(sft|rl)/.test(stage))).toEqual(["rl 1"]);
    await expectUninterrupted("paused");
  }, 300_000);

  it("resumes from a checkpoint of an earlier version, in which the stage rl is called grpo", async () => {
    await train("renamed", { stop: after("rl", 1) });
    const path = join(folder, "renamed", CHECKPOINT);
    const { meta, ...weights } = await readCheckpoint(path);
    const old = JSON.stringify(meta)
      .replaceAll('"stage":"rl"', '"stage":"grpo"')
      .replace('"stages":"sft,rl"', '"stages":"sft,grpo"');
    expect(old.match(/grpo/g)).toHaveLength(3); // the stages, the stage, and one point of the validation curve
    await writeCheckpoint(path, { ...weights, meta: JSON.parse(old) });
    const stages = await train("renamed");
    expect(stages.filter((stage) => /^(sft|rl)/.test(stage))).toEqual(["rl 1"]);
    await expectUninterrupted("renamed");
  }, 300_000);

  it("rejects the checkpoint of another run, and renames it with force", async () => {
    await expect(train("changed", { stop: after("sft", 1) })).rejects.toThrow(/aborted/);
    await expect(train("changed", { seed: 2, steps: 5 })).rejects.toMatchObject({
      code: "FILE_EXISTS",
      message: expect.stringMatching(/with different seed, steps\./),
      remedy: expect.stringMatching(/--force/),
    });
    const stop = after("sft", 1);
    await expect(train("changed", { seed: 2, force: true, stop })).rejects.toThrow(/aborted/);
    expect(await readdir(join(folder, "changed"))).toEqual([CHECKPOINT, `${CHECKPOINT}.old`]);
    const truncated = await readFile(join(folder, "changed", CHECKPOINT));
    await writeFile(join(folder, "changed", CHECKPOINT), truncated.subarray(0, 1000));
    await expect(train("changed", { seed: 2 })).rejects.toMatchObject({
      code: "CHECKPOINT_INVALID",
    });
  }, 300_000);
});

describe("trainStudent from a student", () => {
  it("runs reinforcement learning alone with the result of both stages in one run", async () => {
    const from = join(folder, "uninterrupted", "after-sft");
    expect(await train("reinforced", { from, stages: ["grpo"] })).not.toContain("sft 1");
    const [one, other] = ["uninterrupted", "reinforced"].map((run) =>
      readFile(join(folder, run, "weights.safetensors")),
    );
    expect((await one!).equals(await other!)).toBe(true);
  }, 300_000);

  it("rejects trajectories with another vocabulary", async () => {
    const { trajectories } = await createTaught(12);
    // Not among the first 8, which the student is trained on; a dropped one would be rejected for its rank.
    const other = trajectories.slice(8).find(({ outcome }) => (outcome?.rank ?? Infinity) <= 5);
    expect(other).toBeDefined();
    const file = join(folder, "others.jsonl");
    await writeFile(file, `${JSON.stringify(other)}\n`);
    const from = join(folder, "uninterrupted", "after-sft");
    await expect(train("others", { from, trajectories: file })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringMatching(/^The vocabulary of the student in .* differs from/),
    });
  }, 300_000);
});
