import { describe, expect, it } from "vitest";
import type { MessageRecord, ModelCallRecord } from "../../../src/trajectory/model-call.js";
import { findLines } from "../../../src/trajectory/search/find-lines.js";
import { listTexts } from "../../../src/trajectory/search/list-texts.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { teacherTrajectory } from "../../distill/transcript/support.js";

const MESSAGES: MessageRecord[] = [
  { role: "system", content: "You are one." },
  { role: "user", content: "first\nsecond" },
  {
    role: "assistant",
    content: "answer",
    reasoning: "thought",
    calls: [{ id: "c", name: "look", arguments: { at: "it" } }],
  },
  { role: "tool", content: "seen second", callId: "c" },
  { role: "system", content: "You are two." },
];

const call = (
  agent: string,
  input: readonly number[],
  change: Partial<ModelCallRecord> = {},
): ModelCallRecord => ({
  agent,
  node: "model",
  round: 1,
  model: "m",
  input: { from: null, keep: 0, messages: [...input] },
  output: null,
  callIds: [],
  tools: null,
  finishReason: null,
  usage: { inputTokens: 0, outputTokens: 0 },
  ...change,
});

/** Two agents read the same question; the second call fails. */
const recorded = (change: Partial<Trajectory> = {}) =>
  teacherTrajectory({
    prompt: [],
    messages: MESSAGES,
    calls: [
      call("one", [0, 1], { output: 2 }),
      call("one", [3], { unreadable: "not JSON" }),
      call("team/two", [4, 1], { error: "server down" }),
    ],
    steps: [{ kind: "analysis", agent: "one", node: "model", round: 1, content: "answer" }],
    error: "it failed",
    ...change,
  });

const textsOf = (trajectory: Trajectory, agent?: string) =>
  Array.from(listTexts(trajectory, agent), ({ agent: name, kind, text }) => [name, kind, text]);

describe("listTexts", () => {
  it("lists each text once, with who read or wrote it first", () => {
    expect(textsOf(recorded())).toEqual([
      ["one", "system", "You are one."],
      ["one", "prompt", "first\nsecond"],
      ["one", "reply", "thought"],
      ["one", "reply", "answer"],
      ["one", "call", 'look {"at":"it"}'],
      ["one", "answer", "seen second"],
      ["one", "error", "not JSON"],
      ["team/two", "system", "You are two."],
      ["team/two", "error", "server down"],
      ["", "error", "it failed"],
    ]);
  });

  it("lists what an agent read although another one read it before", () => {
    expect(textsOf(recorded(), "two")).toEqual([
      ["team/two", "system", "You are two."],
      ["team/two", "prompt", "first\nsecond"],
      ["team/two", "error", "server down"],
    ]);
  });

  it("lists prompt and steps of a trajectory without model calls", () => {
    const kinds = textsOf(teacherTrajectory()).map(([, kind]) => kind);
    expect(new Set(kinds)).toEqual(new Set(["system", "prompt", "reply", "call", "answer"]));
    expect(textsOf(teacherTrajectory(), "user_profile").map(([name]) => name)).not.toContain("");
  });
});

describe("findLines", () => {
  it("finds the lines with their first match", () => {
    const found = findLines(recorded(), { pattern: /SECOND/gi });
    expect(found.map(({ kind, text, start, end }) => ({ kind, text, start, end }))).toEqual([
      { kind: "prompt", text: "second", start: 0, end: 6 },
      { kind: "answer", text: "seen second", start: 5, end: 11 },
    ]);
  });

  it("finds only texts of an agent, and of some kinds", () => {
    const pattern = /second/g;
    const kindsOf = (options: object) =>
      findLines(recorded(), { pattern, ...options }).map(({ agent, kind }) => `${agent} ${kind}`);
    expect(kindsOf({ agent: "two" })).toEqual(["team/two prompt"]);
    expect(kindsOf({ kinds: ["answer", "reply"] })).toEqual(["one answer"]);
  });

  it("finds nothing with a pattern that matches the empty text only", () => {
    expect(findLines(recorded(), { pattern: /x*/g })).toEqual([]);
  });
});
