import { expect, it } from "vitest";
import { createRandom } from "../../../src/random.js";
import { compileDecoder, openDecoder } from "../../../src/student/decoding/decoder.js";
import { readCorpus } from "../../../src/student/objective/corpus.js";
import { createRolloutEnvironment } from "../../../src/student/rollout/environment.js";
import { rollOut } from "../../../src/student/rollout/roll-out.js";
import { createForcedDecoder } from "../../../src/student/run/forced-decoder.js";
import { createModel, createTaught } from "../support.js";

it("makes an untrained student write the examples, with real tool calls", async () => {
  const taught = await createTaught(6);
  const { vocabulary, examples } = await readCorpus(taught.trajectories, { keepRank: 20 });
  const model = await createModel(vocabulary);
  const programs = await compileDecoder(model, { rows: 2, capacity: 240 });
  const decoder = createForcedDecoder(await openDecoder(model, programs), examples, vocabulary);
  const environment = createRolloutEnvironment(taught);
  const { tasks } = taught;
  const settings = { model, decoder, environment, tasks, temperature: 1 };
  const rollouts = await rollOut({ ...settings, random: createRandom(1), labels: "in order" });
  expect(rollouts.map(({ positions }) => positions.length)).toEqual(
    examples.map(({ sequence }) => sequence.length),
  );
  expect(rollouts.flatMap(({ score }) => score.errors)).toEqual([]);
}, 300_000);
