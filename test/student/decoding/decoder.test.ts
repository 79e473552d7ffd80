import { beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random.js";
import { splitPositions } from "../../../src/student/decoding/chunks.js";
import { compileDecoder, openDecoder } from "../../../src/student/decoding/decoder.js";
import { shuffleLabels } from "../../../src/student/decoding/label-assignment.js";
import { sampleToken } from "../../../src/student/decoding/sample-token.js";
import { readCorpus } from "../../../src/student/objective/corpus.js";
import { toTrainingRow } from "../../../src/student/objective/rollout-row.js";
import { createScorer } from "../../../src/student/objective/scorer.js";
import { createRolloutEnvironment } from "../../../src/student/rollout/environment.js";
import { rollOut } from "../../../src/student/rollout/roll-out.js";
import { createModel, createTaught } from "../support.js";

let taught: Awaited<ReturnType<typeof createTaught>>;
beforeAll(async () => {
  taught = await createTaught();
}, 60_000);

async function rollOutTasks(seed: number) {
  const { vocabulary } = await readCorpus(taught.trajectories, { keepRank: 20 });
  const model = await createModel(vocabulary);
  const environment = createRolloutEnvironment(taught);
  const decoder = await openDecoder(model, await compileDecoder(model, { rows: 3, capacity: 200 }));
  const tasks = taught.tasks.slice(0, 5);
  const rollouts = await rollOut({
    model,
    decoder,
    environment,
    tasks,
    temperature: 1,
    random: createRandom(seed),
  });
  return { model, rollouts };
}

describe("rollOut", () => {
  it("computes the same log-probabilities with the cache as the full forward pass, within 1e-4", async () => {
    const { model, rollouts } = await rollOutTasks(1);
    const scorer = await createScorer(model);
    const rows = rollouts.map((rollout) => toTrainingRow(rollout, model.vocabulary));
    const full = await scorer.score(rows);
    rollouts.forEach(({ logProbabilities, positions }, index) => {
      expect(positions.some(({ isWritten }) => isWritten)).toBe(true);
      const scored = full.get(rows[index]!)!;
      logProbabilities.forEach((log, position) =>
        expect(Math.abs(log - scored[position]!)).toBeLessThan(1e-4),
      );
    });
  }, 60_000);

  it("returns the same conversations for the same seed and different ones for another seed", async () => {
    const positionsOf = async (seed: number) =>
      (await rollOutTasks(seed)).rollouts.map(({ positions }) => positions);
    expect(await positionsOf(2)).toEqual(await positionsOf(2));
    expect(await positionsOf(2)).not.toEqual(await positionsOf(3));
  }, 60_000);
});

describe("splitPositions", () => {
  it("never splits a tool answer", () => {
    const position = (answer?: number) => ({
      tokens: [],
      isWritten: answer === undefined,
      ...(answer !== undefined && { answer }),
    });
    const positions = [
      ...Array.from({ length: 20 }, () => position()),
      ...Array.from({ length: 25 }, () => position(0)),
      position(),
    ];
    expect(splitPositions(positions).map(({ length }) => length)).toEqual([20, 26]);
  });
});

describe("shuffleLabels", () => {
  it("assigns each label to one candidate", () => {
    const { byCandidate, byLabel } = shuffleLabels(createRandom(1));
    expect([...byCandidate].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    );
    expect([...byCandidate].map((label) => byLabel[label])).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    );
  });
});

describe("sampleToken", () => {
  const scores = Float32Array.from([0, Math.log(3)]);
  const random = createRandom(1);

  it("selects the most likely token at temperature 0 and returns its log-probability", () => {
    const { id, logProbability } = sampleToken(scores, { temperature: 0, random });
    expect(id).toBe(1);
    expect(Math.exp(logProbability)).toBeCloseTo(0.75, 6);
  });

  it("samples by probability among the allowed tokens", () => {
    const ids = Array.from(
      { length: 4000 },
      () => sampleToken(scores, { temperature: 1, random }).id,
    );
    expect(ids.filter((id) => id === 1).length / 4000).toBeCloseTo(0.75, 1);
    expect(sampleToken(scores, { temperature: 1, random, isAllowed: (id) => id === 0 }).id).toBe(0);
  });
});
