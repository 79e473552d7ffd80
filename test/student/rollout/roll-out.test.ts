import { beforeAll, expect, it } from "vitest";
import { createRandom } from "../../../src/random.js";
import { compileDecoder, openDecoder } from "../../../src/student/decoding/decoder.js";
import { readCorpus } from "../../../src/student/objective/corpus.js";
import { toTrainingRow } from "../../../src/student/objective/rollout-row.js";
import { createScorer } from "../../../src/student/objective/scorer.js";
import { trainSft } from "../../../src/student/objective/train-sft.js";
import { createRolloutEnvironment } from "../../../src/student/rollout/environment.js";
import { rollOut } from "../../../src/student/rollout/roll-out.js";
import { createModel, createTaught } from "../support.js";

const COMPLETIONS = 3;

let sampled: Awaited<ReturnType<typeof sample>>;
beforeAll(async () => {
  sampled = await sample();
}, 120_000);

/** A student that has learned to call tools. */
async function sample() {
  const taught = await createTaught();
  const { vocabulary, examples } = await readCorpus(taught.trajectories, { keepRank: 20 });
  const model = await createModel(vocabulary);
  await trainSft({ model, examples, steps: 120, batch: 8, learningRate: 3e-3, seed: 1 });
  const decoder = await openDecoder(model, await compileDecoder(model, { rows: 3, capacity: 400 }));
  const environment = createRolloutEnvironment(taught);
  const tasks = taught.tasks.slice(0, 5);
  const random = createRandom(1);
  const shared = { model, decoder, environment, tasks, random };
  return {
    model,
    tasks,
    rollouts: await rollOut({ ...shared, completions: COMPLETIONS, temperature: 1 }),
  };
}

it("samples completions that share the first one's conversation up to its last answer", () => {
  const { tasks, rollouts } = sampled;
  expect(rollouts.map(({ task }) => task.id)).toEqual(
    tasks.flatMap(({ id }) => Array.from({ length: COMPLETIONS }, () => id)),
  );
  const sequences = rollouts.map(({ positions }) => JSON.stringify(positions));
  expect(new Set(sequences).size).toBeGreaterThan(tasks.length);
  const shared = rollouts.map(({ positions }, index) => {
    const first = rollouts[index - (index % COMPLETIONS)]!.positions;
    const length = first.findLastIndex(({ isWritten }) => !isWritten) + 1;
    expect(positions.slice(0, length)).toEqual(first.slice(0, length));
    return length;
  });
  expect(Math.max(...shared)).toBeGreaterThan(20);
});

it("reports the log-probabilities of the full forward pass within 1e-4", async () => {
  const { model, rollouts } = sampled;
  const rows = rollouts.map((rollout) => toTrainingRow(rollout, model.vocabulary));
  const full = await (await createScorer(model)).score(rows);
  rollouts.forEach(({ logProbabilities }, index) => {
    const scored = full.get(rows[index]!)!;
    logProbabilities.forEach((log, position) =>
      expect(Math.abs(log - scored[position]!)).toBeLessThan(1e-4),
    );
  });
});
