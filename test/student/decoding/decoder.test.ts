import { beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random.js";
import { compileDecoder, openDecoder, toPieces } from "../../../src/student/decoding/decoder.js";
import { dealLetters } from "../../../src/student/decoding/letters.js";
import { pickWord } from "../../../src/student/decoding/pick-word.js";
import { readCorpus } from "../../../src/student/objective/corpus.js";
import { toRow } from "../../../src/student/objective/rollout-row.js";
import { createScorer } from "../../../src/student/objective/scorer.js";
import { createEnvironment } from "../../../src/student/rollout/environment.js";
import { rollOut } from "../../../src/student/rollout/roll-out.js";
import { createModel, createTaught } from "../support.js";

let taught: Awaited<ReturnType<typeof createTaught>>;
beforeAll(async () => {
  taught = await createTaught();
}, 60_000);

async function play(seed: number) {
  const { vocabulary } = await readCorpus(taught.trajectories, { keepRank: 20 });
  const model = await createModel(vocabulary);
  const environment = createEnvironment(taught);
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
  it("decodes with a cache to the log-probabilities of the full forward pass within 1e-4", async () => {
    const { model, rollouts } = await play(1);
    const scorer = await createScorer(model);
    const rows = rollouts.map((rollout) => toRow(rollout, model.vocabulary));
    const full = await scorer.score(rows);
    rollouts.forEach(({ logProbabilities, positions }, place) => {
      expect(positions.some(({ isWritten }) => isWritten)).toBe(true);
      const scored = full.get(rows[place]!)!;
      logProbabilities.forEach((log, at) => expect(Math.abs(log - scored[at]!)).toBeLessThan(1e-4));
    });
  }, 60_000);

  it("gives the same conversations for the same seed, others for another", async () => {
    const said = async (seed: number) =>
      (await play(seed)).rollouts.map(({ positions }) => positions);
    expect(await said(2)).toEqual(await said(2));
    expect(await said(2)).not.toEqual(await said(3));
  }, 60_000);
});

describe("toPieces", () => {
  it("never cuts an answer", () => {
    const position = (answer?: number) => ({
      words: [],
      isWritten: answer === undefined,
      ...(answer !== undefined && { answer }),
    });
    const positions = [
      ...Array.from({ length: 20 }, () => position()),
      ...Array.from({ length: 25 }, () => position(0)),
      position(),
    ];
    expect(toPieces(positions).map(({ length }) => length)).toEqual([20, 26]);
  });
});

describe("dealLetters", () => {
  it("gives every candidate a letter of its own", () => {
    const { byCandidate, byLetter } = dealLetters(createRandom(1));
    expect([...byCandidate].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, place) => place),
    );
    expect([...byCandidate].map((letter) => byLetter[letter])).toEqual(
      Array.from({ length: 20 }, (_, place) => place),
    );
  });
});

describe("pickWord", () => {
  const scores = Float32Array.from([0, Math.log(3)]);
  const random = createRandom(1);

  it("takes the likeliest at temperature 0, with its probability", () => {
    const { id, logProbability } = pickWord(scores, { temperature: 0, random });
    expect(id).toBe(1);
    expect(Math.exp(logProbability)).toBeCloseTo(0.75, 6);
  });

  it("samples by probability, and only what is allowed", () => {
    const picks = Array.from(
      { length: 4000 },
      () => pickWord(scores, { temperature: 1, random }).id,
    );
    expect(picks.filter((id) => id === 1).length / 4000).toBeCloseTo(0.75, 1);
    expect(pickWord(scores, { temperature: 1, random, isAllowed: (id) => id === 0 }).id).toBe(0);
  });
});
