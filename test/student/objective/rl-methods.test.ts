import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import {
  compileDecoder,
  type DecodedModel,
  type DecoderPrograms,
  openDecoder,
} from "../../../src/student/decoding/decoder.js";
import {
  type Checkpoint,
  readCheckpoint,
  writeCheckpoint,
} from "../../../src/student/engine/checkpoint.js";
import { copyParameters, toEntries } from "../../../src/student/engine/parameters.js";
import { type Corpus, readCorpus } from "../../../src/student/objective/corpus.js";
import { trainGrpo } from "../../../src/student/objective/grpo.js";
import type { RlOptions, RlReport } from "../../../src/student/objective/rl-iteration.js";
import { trainSft } from "../../../src/student/objective/train-sft.js";
import { createRolloutEnvironment } from "../../../src/student/rollout/environment.js";
import { RL_METHODS } from "../../../src/student/run/options.js";
import { RL_METHOD_DEFINITIONS } from "../../../src/student/run/rl-methods.js";
import { createModel, createTaught } from "../support.js";

let taught: Awaited<ReturnType<typeof createTaught>>;
let corpus: Corpus;
let learned: DecodedModel;
let programs: DecoderPrograms;
let path: string;
beforeAll(async () => {
  taught = await createTaught(12);
  corpus = await readCorpus(taught.trajectories, { keepRank: 20 });
  learned = await createModel(corpus.vocabulary);
  const { examples } = corpus;
  await trainSft({ model: learned, examples, steps: 150, batch: 8, learningRate: 1e-2, seed: 1 });
  programs = await compileDecoder(learned, { rows: 8, capacity: 240 });
  path = join(await mkdtemp(join(tmpdir(), "star-rl-")), "checkpoint.safetensors");
}, 120_000);

type Method = (options: RlOptions) => Promise<void>;

/** Runs three iterations of four prompts. `stop` ends after the first and writes a checkpoint; `kept` resumes from one. */
async function reinforce(
  method: Method,
  { kept, stop = false }: { readonly kept?: Checkpoint; readonly stop?: boolean } = {},
) {
  const parameters = await copyParameters(kept?.parameters ?? learned.parameters);
  const model = { ...learned, parameters };
  const reports: RlReport[] = [];
  let next = kept === undefined ? 0 : 4;
  await method({
    model,
    decoder: await openDecoder(model, programs),
    environment: createRolloutEnvironment(taught),
    prompts: (count) => taught.tasks.slice(next, (next += count)),
    iterations: 3,
    promptsPerIteration: 4,
    groupSize: 4,
    learningRate: 1e-3,
    seed: 1,
    from: kept && { done: 1, optimizer: kept.optimizer },
    onIteration: async (_, report, optimizer) => {
      reports.push(report);
      if (stop) await writeCheckpoint(path, { parameters, optimizer, meta: {} });
      return stop;
    },
  });
  return { reports, weights: toEntries(parameters).map(({ data }) => Array.from(data)) };
}

it.each(RL_METHODS)(
  "%s resumes from a checkpoint with the result of an uninterrupted run",
  async (name) => {
    const { train } = RL_METHOD_DEFINITIONS[name];
    const method: Method = (options) =>
      train({ ...options, examples: corpus.examples, reference: learned.parameters });
    const whole = await reinforce(method);
    expect(whole.reports).toHaveLength(3);
    expect(whole.weights).not.toEqual(toEntries(learned.parameters).map(({ data }) => [...data]));
    const first = await reinforce(method, { stop: true });
    const rest = await reinforce(method, { kept: await readCheckpoint(path) });
    expect([...first.reports, ...rest.reports]).toEqual(whole.reports);
    expect(rest.weights).toEqual(whole.weights);
  },
  120_000,
);

it("trainGrpo penalizes the KL divergence from the reference by 0.003 unless beta says otherwise", async () => {
  const untrained = await createModel(corpus.vocabulary);
  // The first update only, after which the parameters differ.
  const reportOf = async (change: { readonly beta?: number }) => {
    const method: Method = (options) =>
      trainGrpo({ ...options, ...change, reference: untrained.parameters });
    const { reports } = await reinforce(method, { stop: true });
    return reports[0]!;
  };
  const [penalized, free] = [await reportOf({}), await reportOf({ beta: 0 })];
  expect(free.kl).toBe(penalized.kl);
  expect(penalized.kl).toBeGreaterThan(1);
  expect((penalized.loss - free.loss) / penalized.kl!).toBeCloseTo(0.003, 5);
}, 120_000);
