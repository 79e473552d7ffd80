import { beforeAll, describe, expect, it } from "vitest";
import { StarError } from "../../../src/errors.js";
import { toEntries } from "../../../src/student/engine/parameters.js";
import { firstWord } from "../../../src/student/language/encode.js";
import { openVocabulary, UNKNOWN } from "../../../src/student/language/vocabulary.js";
import { readCorpus, type Corpus } from "../../../src/student/objective/corpus.js";
import { creditOf } from "../../../src/student/objective/credit.js";
import { trainSft } from "../../../src/student/objective/train-sft.js";
import { createModel, createTaught } from "../support.js";

let corpus: Corpus;
let trajectories: Awaited<ReturnType<typeof createTaught>>["trajectories"];
beforeAll(async () => {
  ({ trajectories } = await createTaught());
  corpus = await readCorpus(trajectories, { keepRank: 20 });
}, 60_000);

async function curve(seed: number, steps = 40) {
  const model = await createModel(corpus.vocabulary, seed);
  const losses: number[] = [];
  await trainSft({
    model,
    examples: corpus.examples,
    steps,
    batch: 8,
    learningRate: 1e-2,
    seed,
    onStep: (_, { loss }) => {
      losses.push(loss);
      return false;
    },
  });
  return {
    losses,
    weights: toEntries(model.parameters).map(({ data }) => Array.from(data.slice(0, 3))),
  };
}

describe("trainSft", () => {
  it("learns what the teacher did, the same way for the same seed", async () => {
    const [one, again] = [await curve(1), await curve(1)];
    expect(again).toEqual(one);
    const mean = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(one.losses.slice(-5))).toBeLessThan(0.6 * mean(one.losses.slice(0, 5)));
  }, 120_000);
});

describe("creditOf", () => {
  it("counts the letter that places the held-out item most, other letters least, answers not at all", () => {
    const { text, heldOut } = corpus.examples[0]!;
    const credit = creditOf(text, heldOut, corpus.vocabulary);
    const at = (place: number) =>
      corpus.vocabulary.wordOf(firstWord(text, place, IDENTITY), IDENTITY);
    credit.forEach((weight, place) => {
      if (text.isWritten[place] === 0) expect(weight).toBe(0);
      else if (at(place).candidate === undefined) expect(weight).toBe(1);
    });
    expect([...credit].filter((weight) => weight === 4).length).toBeLessThanOrEqual(1);
  });
});

const IDENTITY = Uint8Array.from({ length: 20 }, (_, place) => place);

describe("readCorpus", () => {
  it("keeps the longest trajectories out, and says when nothing is left", async () => {
    expect(corpus.examples.every(({ text }) => text.length <= 240)).toBe(true);
    await expect(readCorpus(trajectories, { keepRank: 20, longest: 3 })).rejects.toSatisfy(
      (error) => StarError.isInstance(error) && error.code === "TRAJECTORY_INVALID",
    );
  });

  it("gives every word an id of its own, and a word that it never saw the unknown one", () => {
    const { vocabulary } = corpus;
    expect(new Set(vocabulary.names).size).toBe(vocabulary.size);
    expect(vocabulary.idOf("never seen")).toBe(vocabulary.idOf(UNKNOWN));
    expect(openVocabulary(JSON.parse(JSON.stringify(vocabulary.file))).names).toEqual(
      vocabulary.names,
    );
  });
});
