import { existsSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { LlmTrainProgress } from "../../../src/distill/llm/record.js";
import { trainLlm } from "../../../src/distill/llm/train-llm.js";
import { StarError } from "../../../src/errors.js";
import { sampleOf } from "../export/support.js";

const python = fileURLToPath(new URL("fake-python.mjs", import.meta.url));

/** Trains on two trajectories; what the fake Python does is the content of the model. */
async function prepare(behavior: string) {
  const folder = await mkdtemp(join(tmpdir(), "star-llm-"));
  const [trajectories, baseModel] = [join(folder, "t.jsonl"), join(folder, "base.gguf")];
  const samples = ["u1", "u2"].map((user) => sampleOf({ user }));
  await writeFile(trajectories, samples.map((one) => `${JSON.stringify(one)}\n`).join(""));
  await writeFile(baseModel, behavior);
  return { trajectories, baseModel, out: join(folder, "out"), python };
}

const codeOf = (error: unknown) => (StarError.isInstance(error) ? error.code : error);

describe("trainLlm", () => {
  it("exports short rows, passes the settings, and writes record, curves and card", async () => {
    const given = await prepare("works");
    const progress: LlmTrainProgress[] = [];
    const onProgress = (one: LlmTrainProgress) => void progress.push(one);
    const record = await trainLlm({ ...given, full: true, steps: 4 }, { onProgress });
    const passed: unknown = JSON.parse(await readFile(join(given.out, "given.json"), "utf8"));
    expect(passed).toMatchObject({ full: true, steps: 4, minutes: null, learningRate: 2e-5 });
    expect(record.data.rows).toBe(2);
    expect(record.curves).toEqual({
      loss: [{ step: 1, loss: 2, accuracy: 0.5 }],
      validation: [{ step: 1, loss: 1.5, accuracy: 0.5 }],
    });
    expect(progress.map(({ stage }) => stage)).toEqual(["environment", "export", "sft", "saving"]);
    const rows = await readFile(join(given.out, "export/linear.jsonl"), "utf8");
    expect(rows).toContain("read_evidence");
    expect(JSON.parse(await readFile(join(given.out, "training.json"), "utf8"))).toEqual(record);
    const card = await readFile(join(given.out, "README.md"), "utf8");
    expect(card).toContain(record.trajectories);
    expect(card).toContain("1.500 in the kept student (update 1)");
    expect(await readFile(join(given.out, "curves.svg"), "utf8")).toContain("<svg");
    expect(existsSync(join(given.out, "checkpoints"))).toBe(false);
  });

  it.each([
    ["refuses", "TRAINING_FAILED", /No tokens\. Pass another\./],
    ["dies", "TRAINING_FAILED", /out of memory/],
    ["prints", "TRAINING_FAILED", /Downloading/],
    ["ends early", "TRAINING_FAILED", /without a result/],
  ])("fails with the reason if Python %s", async (behavior, code, message) => {
    const failure = await trainLlm(await prepare(behavior)).catch((error: unknown) => error);
    expect(codeOf(failure)).toBe(code);
    expect((failure as Error).message).toMatch(message);
  });

  it("keeps the best student after an interrupt, and the checkpoints of that run only", async () => {
    const given = await prepare("waits");
    const stop = new AbortController();
    const onEvent = ({ event }: { event: string }) => event === "validation" && stop.abort();
    const { done } = await trainLlm(given, { onEvent, signal: stop.signal });
    expect(done).toMatchObject({ step: 1, stopped: true });
    const inputs = join(given.out, "checkpoints/inputs.json");
    expect(existsSync(inputs)).toBe(true);
    await writeFile(given.baseModel, "works");
    expect(codeOf(await trainLlm(given).catch((error: unknown) => error))).toBe("FILE_EXISTS");
    expect((await trainLlm({ ...given, force: true })).done.stopped).toBe(false);
  });

  it("ends with the interrupt, not with what Python says of it, before the training has begun", async () => {
    const given = await prepare("loads");
    const stop = new AbortController();
    const reason = new Error("Interrupted.");
    const onEvent = ({ event }: { event: string }) => event === "model" && stop.abort(reason);
    await expect(trainLlm(given, { onEvent, signal: stop.signal })).rejects.toBe(reason);
  });

  it("names a missing model and a missing Python", async () => {
    const given = await prepare("works");
    const run = (changes: object) =>
      trainLlm({ ...given, ...changes }).catch((error: unknown) => codeOf(error));
    expect(await run({ baseModel: "nowhere.gguf" })).toBe("INVALID_ARGUMENT");
    expect(await run({ python: "no-such-python" })).toBe("DEPENDENCY_MISSING");
  });
});
