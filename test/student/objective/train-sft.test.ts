import { beforeAll, describe, expect, it } from "vitest";
import { StarError } from "../../../src/errors.js";
import { toEntries } from "../../../src/student/engine/parameters.js";
import { openVocabulary, UNKNOWN_TOKEN } from "../../../src/student/language/vocabulary.js";
import { readCorpus, type Corpus } from "../../../src/student/objective/corpus.js";
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
  it("reduces the loss, with the same losses and weights for the same seed", async () => {
    const [one, again] = [await curve(1), await curve(1)];
    expect(again).toEqual(one);
    const mean = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(one.losses.slice(-5))).toBeLessThan(0.6 * mean(one.losses.slice(0, 5)));
  }, 120_000);
});

describe("readCorpus", () => {
  it("drops long trajectories, and throws when none is left", async () => {
    const lengths = corpus.examples.map(({ sequence }) => sequence.length);
    const maxPositions = Math.max(...lengths) - 1;
    const shorter = await readCorpus(trajectories, { keepRank: 20, maxPositions });
    expect(shorter.examples.map(({ sequence }) => sequence.length)).toEqual(
      lengths.filter((length) => length <= maxPositions),
    );
    expect(shorter.dropped).toBe(trajectories.length - shorter.examples.length);
    await expect(readCorpus(trajectories, { keepRank: 20, maxPositions: 3 })).rejects.toSatisfy(
      (error) => StarError.isInstance(error) && error.code === "TRAJECTORY_INVALID",
    );
  });

  it("refuses evidence of an earlier version, which it would not find", async () => {
    const [first, ...others] = trajectories;
    const headline = "Evidence for user 7 (8 earlier choices) on 20 items, focus recent.";
    const steps = first!.steps.map((step) =>
      step.kind === "tool_response" ? { ...step, content: `${headline} Base: 90 users.` } : step,
    );
    const old = { ...first!, id: "old", steps };
    await expect(readCorpus([...others, old], { keepRank: 20 })).rejects.toSatisfy(
      (error) =>
        StarError.isInstance(error) &&
        error.code === "TRAJECTORY_INVALID" &&
        error.fields["trajectory"] === "old" &&
        error.remedy === "Record the trajectories again with star teach.",
    );
  });

  it("assigns distinct ids, and the id of the unknown token to any other name", () => {
    const { vocabulary } = corpus;
    expect(new Set(vocabulary.names).size).toBe(vocabulary.size);
    expect(vocabulary.idOf("never seen")).toBe(vocabulary.idOf(UNKNOWN_TOKEN));
    expect(openVocabulary(JSON.parse(JSON.stringify(vocabulary.file))).names).toEqual(
      vocabulary.names,
    );
  });
});
