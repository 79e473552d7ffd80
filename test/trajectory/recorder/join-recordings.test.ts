import { describe, expect, it } from "vitest";
import { joinRecordings } from "../../../src/trajectory/recorder/join-recordings.js";
import type { Recording } from "../../../src/trajectory/recorder/recording.js";
import type { Step } from "../../../src/trajectory/trajectory.js";
import type { ModelCallRecord } from "../../../src/trajectory/model-call.js";

const place = { agent: "", node: "chat", round: 1 };
const QUESTION = { role: "user", content: "Q" } as const;
const ASKS = { role: "assistant", content: "", calls: [{ id: "x", name: "look", arguments: {} }] };
const FAILED = { role: "user", content: "broken" } as const;

const called = (callId: string, startMs: number): Step[] => [
  {
    kind: "tool_call",
    callId,
    name: "look",
    arguments: {},
    ...place,
    timing: { startMs, durationMs: 1 },
  },
  { kind: "tool_response", callId, name: "look", content: "seen", status: "success", ...place },
];

const call = (message: number, more: Partial<ModelCallRecord>): ModelCallRecord => ({
  ...place,
  model: "m",
  input: { from: null, keep: 0, messages: [message] },
  output: null,
  callIds: [],
  tools: null,
  finishReason: null,
  usage: { inputTokens: 1, outputTokens: 1 },
  ...more,
});

/** An execution with one tool call, of two model calls of which the second was discarded. */
const recording = (more: Partial<Recording>): Recording => ({
  rootId: "a",
  rootIds: ["a"],
  threadId: "t",
  graph: "g",
  prompt: [],
  tools: [],
  messages: [QUESTION, ASKS as never, FAILED],
  calls: [
    call(0, { output: 1, callIds: ["call_1"], timing: { startMs: 5, durationMs: 2 } }),
    call(2, { discarded: true }),
  ],
  steps: called("call_1", 5),
  usage: { modelCalls: 2, inputTokens: 10, outputTokens: 3 },
  discardedModelCalls: 1,
  models: ["m"],
  status: "interrupted",
  error: "waits",
  incomplete: false,
  missing: ["usage"],
  timing: { startMs: 0, durationMs: 100 },
  ...more,
});

const later = recording({
  rootId: "b",
  rootIds: ["b"],
  usage: { modelCalls: 5, inputTokens: 20, outputTokens: 7 },
  discardedModelCalls: 4,
  models: ["n", "m"],
  status: "completed",
  error: null,
  missing: ["answers"],
  timing: { startMs: 0, durationMs: 50 },
});

describe("joinRecordings", () => {
  const joined = joinRecordings(recording({}), [later]);

  it("adds totals, and has the status and error of the last execution", () => {
    expect(joined).toMatchObject({
      rootId: "a",
      rootIds: ["a", "b"],
      usage: { modelCalls: 7, inputTokens: 30, outputTokens: 10 },
      discardedModelCalls: 5,
      models: ["m", "n"],
      status: "completed",
      error: null,
      incomplete: false,
      missing: ["answers", "usage"],
      timing: { startMs: 0, durationMs: 150 },
    });
  });

  it("is incomplete if either is", () => {
    const incomplete = { incomplete: true };
    expect(joinRecordings(recording(incomplete), [later]).incomplete).toBe(true);
    expect(joinRecordings(recording({}), [{ ...later, ...incomplete }]).incomplete).toBe(true);
  });

  it("numbers tool calls through, and moves times behind the execution before", () => {
    const ids = joined.steps.map((step) => ("callId" in step ? step.callId : ""));
    expect(ids).toEqual(["call_1", "call_1", "call_2", "call_2"]);
    expect(joined.steps.map(({ timing }) => timing)).toEqual([
      { startMs: 5, durationMs: 1 },
      undefined,
      { startMs: 105, durationMs: 1 },
      undefined,
    ]);
    expect("timing" in joined.steps[3]!).toBe(false);
  });

  it("stores equal messages once, and lists discarded calls of all executions last", () => {
    expect(joined.messages).toEqual([QUESTION, ASKS, FAILED]);
    expect(
      joined.calls.map(({ callIds, discarded, timing }) => [callIds, discarded, timing?.startMs]),
    ).toEqual([
      [["call_1"], undefined, 5],
      [["call_2"], undefined, 105],
      [[], true, undefined],
      [[], true, undefined],
    ]);
  });

  it("returns a single recording as it is", () => {
    const single = recording({});
    expect(joinRecordings(single, [])).toBe(single);
  });
});
