import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AIMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readExample } from "../../../src/distill/export/formats/linear.js";
import { verifyExport } from "../../../src/distill/export/verify/verify-export.js";
import { scoreText } from "../../../src/distill/transcript/reward/score-text.js";
import { listModelCalls } from "../../../src/trajectory/unpack-calls.js";
import { toTrajectory, TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { readTrajectories } from "../../../src/trajectory/trajectory-file.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { hostileText as anyText } from "../../support/hostile.js";
import { agentGraph } from "../../trajectory/recorder/support.js";
import { hostileText, hostileTrajectory } from "../transcript/hostile.js";
import { CANDIDATES, HELD_OUT, TOOLS } from "../transcript/support.js";
import { exportAll, writeTrajectories } from "./support.js";

const SETTINGS = { validationShare: 0.5, seed: 1, keepRank: 20 };

/** Mostly text that no template reads as turns, since a conversation with such text is not exported. */
const text = fc.oneof(
  { weight: 9, arbitrary: fc.stringMatching(/^[a-z<>/&{}"\n ]{1,20}$/) },
  { weight: 1, arbitrary: hostileText },
);

/** Turns of an agent: text and a tool call, repeatedly, then a final answer. */
const script = fc.record({
  system: text,
  question: text,
  turns: fc.array(fc.record({ text, id: anyText, answer: text }), { maxLength: 3 }),
  final: text,
});
type Script = typeof script extends fc.Arbitrary<infer One> ? One : never;

/** Runs a generic agent graph that follows a script, and records it. */
async function record(
  { system, question, turns, final }: Script,
  index: number,
): Promise<Trajectory> {
  const model = fakeModel();
  for (const [number, { text, id }] of turns.entries()) {
    const call = { id: `${number}`, name: "ask", args: { id: `${number} ${id}` } };
    model.respond(new AIMessage({ content: text, tool_calls: [call] }));
  }
  model.respond(new AIMessage(final));
  let answered = 0;
  const ask = tool(async () => turns[answered++]?.answer ?? "", {
    name: "ask",
    description: "Asks.",
    schema: z.object({ id: z.string() }),
  });
  const recorder = new TrajectoryRecorder();
  const messages = [new SystemMessage(`s${system}`), new HumanMessage(question)];
  await agentGraph(model, [ask]).invoke({ messages }, { callbacks: [recorder] });
  const context = { task: null, fingerprint: "f", temperature: null, outcome: null };
  return toTrajectory(recorder.take(), { id: `run ${index}`, ...context, tools: [definition] });
}

const definition = {
  type: "function" as const,
  function: {
    name: "ask",
    description: "Asks.",
    parameters: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
  },
};

async function readBack(directory: string) {
  const text = await readFile(join(directory, "linear.jsonl"), "utf8");
  const lines = text.split("\n").slice(0, -1);
  return new Map(lines.map((line) => readExample(JSON.parse(line))).map((one) => [one.id, one]));
}

describe("an exported execution", () => {
  it("is equal after it was recorded, written, exported and read", async () => {
    let total = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 4 }), async (scripts) => {
        const recorded = await Promise.all(scripts.map(record));
        const path = await writeTrajectories(recorded);
        const read: Trajectory[] = [];
        for await (const one of readTrajectories(path)) read.push(one);
        expect(read).toEqual(recorded);

        const directory = await exportAll(recorded, { settings: SETTINGS });
        expect(await verifyExport({ directory })).toMatchObject({ ok: true, problems: [] });
        const manifest = JSON.parse(await readFile(join(directory, "manifest.json"), "utf8"));
        const { kept } = manifest.counts.verdicts;
        total += kept;
        if (kept === 0) return;
        const examples = await readBack(directory);
        expect(examples.size).toBe(manifest.counts.rows.conversation);
        for (const one of recorded) {
          const example = examples.get(`${one.id}/conversation/1`);
          if (example === undefined) continue;
          const told = listModelCalls(one).find(({ input }) => {
            return input.length === example.conversation.messages.length - 1;
          });
          const texts = [...told!.input, told!.output!].map(({ content }) => content);
          expect(example.conversation.messages.map(({ content }) => content)).toEqual(texts);
        }
      }),
      { numRuns: 25 },
    );
    expect(total).toBeGreaterThan(10);
  });

  it("keeps spans, reward and ranking for any text and tool answer", async () => {
    await fc.assert(
      fc.asyncProperty(hostileTrajectory, async (trajectory) => {
        const task = { ...trajectory.task!, split: "train" as const };
        const directory = await exportAll([{ ...trajectory, task }], { settings: SETTINGS });
        expect(await verifyExport({ directory })).toMatchObject({ ok: true, problems: [] });
        const { linear } = [...(await readBack(directory)).values()][0]!;
        expect(linear.spans.map(({ role }) => role).join(" ")).toBe(SHAPE);
        const candidates = CANDIDATES.map(({ id }) => id);
        const score = scoreText(linear.text, { candidates, heldOut: HELD_OUT, tools: TOOLS });
        expect(score).toMatchObject({ reward: 2, rank: 1, errors: [] });
      }),
      { numRuns: 15 },
    );
  });
});

/** An assistant turn has two spans: its start, which has no loss, and the trained text. */
const TURN = "assistant assistant tool";
const SHAPE = `system user ${TURN} ${TURN} ${TURN} ${TURN} assistant assistant`;
