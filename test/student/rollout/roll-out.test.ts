import { beforeAll, expect, it } from "vitest";
import { createRandom } from "../../../src/random.js";
import { compileDecoder, openDecoder } from "../../../src/student/decoding/decoder.js";
import { readCorpus } from "../../../src/student/objective/corpus.js";
import { toRow } from "../../../src/student/objective/rollout-row.js";
import { createScorer } from "../../../src/student/objective/scorer.js";
import { trainSft } from "../../../src/student/objective/train-sft.js";
import { createEnvironment } from "../../../src/student/rollout/environment.js";
import { rollOut } from "../../../src/student/rollout/roll-out.js";
import { createModel, createTaught } from "../support.js";

const ENDINGS = 3;

let played: Awaited<ReturnType<typeof play>>;
beforeAll(async () => {
  played = await play();
}, 120_000);

/** A student that has learned to call tools. */
async function play() {
  const taught = await createTaught();
  const { vocabulary, examples } = await readCorpus(taught.trajectories, { keepRank: 20 });
  const model = await createModel(vocabulary);
  await trainSft({ model, examples, steps: 120, batch: 8, learningRate: 3e-3, seed: 1 });
  const decoder = await openDecoder(model, await compileDecoder(model, { rows: 3, capacity: 200 }));
  const environment = createEnvironment(taught);
  const tasks = taught.tasks.slice(0, 5);
  const random = createRandom(1);
  const shared = { model, decoder, environment, tasks, random };
  return { model, tasks, rollouts: await rollOut({ ...shared, endings: ENDINGS, temperature: 1 }) };
}

it("ends a conversation several times, each from the last answer of the first", () => {
  const { tasks, rollouts } = played;
  expect(rollouts.map(({ task }) => task.id)).toEqual(
    tasks.flatMap(({ id }) => Array.from({ length: ENDINGS }, () => id)),
  );
  const texts = rollouts.map(({ positions }) => JSON.stringify(positions));
  expect(new Set(texts).size).toBeGreaterThan(tasks.length);
  const shared = rollouts.map(({ positions }, place) => {
    const first = rollouts[place - (place % ENDINGS)]!.positions;
    const length = first.findLastIndex(({ isWritten }) => !isWritten) + 1;
    expect(positions.slice(0, length)).toEqual(first.slice(0, length));
    return length;
  });
  expect(Math.max(...shared)).toBeGreaterThan(20);
});

it("gives each ending the log-probabilities of the full forward pass within 1e-4", async () => {
  const { model, rollouts } = played;
  const rows = rollouts.map((rollout) => toRow(rollout, model.vocabulary));
  const full = await (await createScorer(model)).score(rows);
  rollouts.forEach(({ logProbabilities }, place) => {
    const scored = full.get(rows[place]!)!;
    logProbabilities.forEach((log, at) => expect(Math.abs(log - scored[at]!)).toBeLessThan(1e-4));
  });
});
