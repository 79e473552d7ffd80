import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type ConversationDecoder,
  openConversationDecoder,
} from "../../../src/student/decoding/conversation-decoder.js";
import {
  compileDecoder,
  type DecodedModel,
  openDecoder,
} from "../../../src/student/decoding/decoder.js";
import {
  candidateToken,
  type SequencePosition,
  writtenPosition,
} from "../../../src/student/language/token.js";
import { readCorpus } from "../../../src/student/objective/corpus.js";
import { createModel, createTaught } from "../support.js";

const ROWS = 6;
/** Above the number of positions that memory grows by, so that it grows while rows are in use. */
const CAPACITY = 160;

let model: DecodedModel;
let decoder: ConversationDecoder;
beforeAll(async () => {
  const { trajectories } = await createTaught(4);
  const { vocabulary } = await readCorpus(trajectories, { keepRank: 20 });
  model = await createModel(vocabulary);
  decoder = await openConversationDecoder(model, { rows: ROWS, capacity: CAPACITY });
}, 60_000);

type Chunk = readonly SequencePosition[];

/** Chunks of a conversation: one token of the student, or the token before a tool answer and the answer. */
const chunks = fc
  .array(
    fc.record({
      token: fc.nat(),
      candidate: fc.nat(19),
      answer: fc.option(
        fc.array(fc.record({ token: fc.nat(), about: fc.nat(19) }), {
          minLength: 1,
          maxLength: 21,
        }),
      ),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((turns) => turns.map(toChunk));

function toChunk(
  {
    token,
    candidate,
    answer,
  }: {
    token: number;
    candidate: number;
    answer: readonly { readonly token: number; readonly about: number }[] | null;
  },
  index: number,
): Chunk {
  const named = (id: number) => ({ name: model.vocabulary.names[id] ?? "", weight: 1 });
  const written =
    token % 2 === 0 ? candidateToken(candidate) : named(token % model.config.outputSize);
  const lines = (answer ?? []).map((line) => ({
    tokens: [named(line.token % model.config.vocabularySize), candidateToken(line.about)],
    about: line.about,
    answer: index,
    isWritten: false,
  }));
  return [writtenPosition(written), ...lines];
}

async function readAll(
  row: number,
  conversation: readonly Chunk[],
  reader = decoder,
): Promise<Float32Array[]> {
  reader.reset(row);
  const scores = [];
  for (const chunk of conversation) scores.push(await reader.read(row, chunk));
  return scores;
}

function expectClose(actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, scores] of expected.entries()) {
    const difference = scores.map((score, id) => Math.abs(score - (actual[index]?.[id] ?? NaN)));
    expect(Math.max(...difference)).toBeLessThan(1e-4);
  }
}

/** Chunks that fit into a row. */
const cut = (conversation: readonly Chunk[]) => {
  let length = 0;
  return conversation.filter((chunk) => (length += chunk.length) <= CAPACITY);
};

describe("openConversationDecoder", () => {
  it("gives the scores of the decoder that is used in training", async () => {
    const traced = await openDecoder(
      model,
      await compileDecoder(model, { rows: 1, capacity: CAPACITY }),
    );
    await fc.assert(
      fc.asyncProperty(chunks.map(cut), async (conversation) => {
        traced.reset(0);
        const expected = [];
        for (const chunk of conversation)
          expected.push((await traced.extend(new Map([[0, chunk]]))).get(0) ?? new Float32Array());
        expectClose(await readAll(1, conversation), expected);
      }),
      { numRuns: 15 },
    );
  });

  it("gives a conversation the same scores beside others that arrive at any time, end early or are aborted", async () => {
    const member = fc.record({
      conversation: chunks.map(cut),
      delays: fc.array(fc.nat(3), { minLength: 1 }),
      abortedAt: fc.option(fc.nat(6)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(member, { minLength: 2, maxLength: ROWS }), async (members) => {
        const alone = [];
        for (const { conversation } of members) alone.push(await readAll(0, conversation));
        const together = await Promise.all(
          members.map(async ({ conversation, delays, abortedAt }, row) => {
            decoder.reset(row);
            const scores = [];
            for (const [index, chunk] of conversation.entries()) {
              for (let turn = delays[index % delays.length] ?? 0; turn > 0; turn--)
                await new Promise((resolve) => setImmediate(resolve));
              if (index === abortedAt) {
                const gone = new AbortController();
                const reading = decoder.read(row, chunk, gone.signal);
                gone.abort();
                await expect(reading).rejects.toThrow(/abort/i);
              }
              scores.push(await decoder.read(row, chunk));
            }
            return scores;
          }),
        );
        for (const [index, scores] of together.entries()) expectClose(scores, alone[index] ?? []);
      }),
      { numRuns: 15 },
    );
  });

  it("gives the same scores in a thread, and names weights that do not fit", async () => {
    const [conversation = []] = fc.sample(chunks.map(cut), { numRuns: 1, seed: 1 });
    const options = { rows: 2, capacity: CAPACITY, inThread: true };
    const threaded = await openConversationDecoder(model, options);
    expectClose(await readAll(1, conversation, threaded), await readAll(0, conversation));
    await threaded.dispose();
    const { parameters } = model;
    for (const wrong of ["embedding", "layers.1.expand", "head"]) {
      const names = parameters.names.map((name) => (name === wrong ? "other" : name));
      const { shapes, tensors } = parameters;
      const changed = { ...model, parameters: { ...parameters, names, shapes, tensors } };
      for (const inThread of [false, true])
        await expect(openConversationDecoder(changed, { ...options, inThread })).rejects.toThrow(
          `array "${wrong}"`,
        );
    }
  });
});
