import { describe, expect, it } from "vitest";
import { modelName, toModelCalls } from "../../../src/trajectory/recorder/model-runs.js";
import type { RunRow } from "../../../src/trajectory/recorder/run-row.js";

const position = {
  checkpointNs: "team:1|writer:2",
  node: "writer",
  step: 1,
  send: -1,
  pulledNode: "writer",
  isTask: false,
  threadId: undefined,
  starStep: undefined,
  starAttempt: undefined,
  modelName: "m",
};

const reply = {
  text: "hi",
  calls: [],
  message: { role: "assistant" as const, content: "hi" },
  modelName: "reported",
  inputTokens: 3,
  outputTokens: 2,
  finishReason: "stop",
  sampled: undefined,
  repairs: [],
  unreadable: undefined,
  isWhole: true,
};

/** A model run that starts at 1,000 ms and takes 40 ms. */
function rowOf(end: object | undefined, more: object = {}): RunRow {
  const base = { id: "r", type: "model", name: "Chat", position, startedAt: 1000, input: [] };
  const ended = end && { at: 1040, error: undefined, reply: undefined, answers: [], ...end };
  return { ...base, tools: undefined, lacks: [], end: ended, ...more } as unknown as RunRow;
}

const scope = { agent: "team", node: "writer", round: 2 } as never;
const elapsed = ({ startedAt }: RunRow) => startedAt - 990;

/** Calls of one run of the result, and of runs that are not part of it. */
const callsOf = (used: readonly RunRow[], others: readonly RunRow[] = []) =>
  toModelCalls({
    modelRuns: used.map((row) => ({ row, scope, callIds: ["call_1"] })),
    rows: [...used, ...others],
    elapsed,
  });

const WITHOUT_REPLY = {
  round: 1,
  model: "m",
  input: [],
  output: null,
  callIds: [],
  tools: null,
  finishReason: null,
  usage: { inputTokens: 0, outputTokens: 0 },
  discarded: true,
};

describe("toModelCalls", () => {
  it("has neither marks nor empty fields for a plain reply", () => {
    expect(callsOf([rowOf({ reply })])).toStrictEqual([
      {
        agent: "team",
        node: "writer",
        round: 2,
        model: "m",
        input: [],
        output: reply.message,
        callIds: ["call_1"],
        tools: null,
        finishReason: "stop",
        usage: { inputTokens: 3, outputTokens: 2 },
        timing: { startMs: 10, durationMs: 40 },
      },
    ]);
  });

  it("has what the server and the graph reported about a reply", () => {
    const about = {
      sampled: { tokenIds: [7] },
      repairs: [{ kind: "call_ids", original: "[]" }],
      unreadable: "It holds no JSON object.",
    };
    const [call] = callsOf([rowOf({ reply: { ...reply, ...about } }, { tools: [] })]);
    expect(call).toMatchObject({ ...about, tools: [] });
  });

  it("lists failed and unfinished runs last, with their error and the agents of their namespace", () => {
    const failed = rowOf({ error: "Error: no" });
    const open = rowOf(undefined, {
      position: { ...position, checkpointNs: "a:1|b:2|c:3", node: "c" },
    });
    const calls = callsOf([rowOf({ reply })], [failed, open]);
    expect(calls.slice(1)).toStrictEqual([
      {
        ...WITHOUT_REPLY,
        agent: "team",
        node: "writer",
        error: "Error: no",
        timing: { startMs: 10, durationMs: 40 },
      },
      { ...WITHOUT_REPLY, agent: "a/b", node: "c" },
    ]);
  });

  it("discards a run of the result that has no reply, and keeps a reply that is not in the result", () => {
    const silent = rowOf({ error: "Error: cut" });
    const repeated = rowOf({ reply });
    const calls = callsOf([silent], [repeated]);
    expect(calls.map(({ discarded, output }) => [discarded, output?.content])).toEqual([
      [true, undefined],
      [true, "hi"],
    ]);
  });
});

describe("modelName", () => {
  it("is that of the run's metadata, of the reply, or of the class", () => {
    const without = { position: { ...position, modelName: undefined } };
    expect(modelName(rowOf({ reply }))).toBe("m");
    expect(modelName(rowOf({ reply }, without))).toBe("reported");
    expect(modelName(rowOf({}, without))).toBe("Chat");
    expect(modelName(rowOf(undefined, without))).toBe("Chat");
  });
});
