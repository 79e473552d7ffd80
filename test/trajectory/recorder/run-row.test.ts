import { AIMessage, ToolMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { createMessageReader } from "../../../src/trajectory/recorder/message-reader.js";
import {
  callerNamespace,
  succeeded,
  toRunEnd,
  toRunRow,
} from "../../../src/trajectory/recorder/run-row.js";

const upper = createMessageReader((text) => text.toUpperCase());
const origin = { parentId: "p", rootId: "r", sequence: 3 };
const run = (changes: object = {}) =>
  ({ id: "x", name: "n", run_type: "chain", start_time: 5, inputs: {}, ...changes }) as never;
const row = (changes: object = {}) => toRunRow(run(changes), origin, upper);
const placed = (metadata: object) => row({ extra: { metadata } }).position;

describe("toRunRow", () => {
  it("copies a run", () => {
    expect(row()).toEqual({
      id: "x",
      parentId: "p",
      rootId: "r",
      sequence: 3,
      type: "chain",
      name: "n",
      isHidden: false,
      lacks: [],
      isNode: false,
      position: {
        checkpointNs: "",
        node: "",
        step: 0,
        send: -1,
        pulledNode: "",
        isTask: false,
        threadId: undefined,
        starStep: undefined,
        starAttempt: undefined,
        modelName: undefined,
      },
      startedAt: 5,
      rawCallId: undefined,
      ranWith: undefined,
      input: [],
      tools: undefined,
      isResumed: false,
      end: undefined,
    });
  });

  it("reads the position of a run", () => {
    const metadata = {
      langgraph_checkpoint_ns: "a:1|b:2",
      langgraph_node: "b",
      langgraph_step: 4,
      langgraph_path: ["__pregel_pull", "b"],
      thread_id: "t",
      star_step: "plan",
      star_attempt: 2,
      ls_model_name: "m",
      secret: "s",
    };
    expect(placed(metadata)).toEqual({
      checkpointNs: "a:1|b:2",
      node: "b",
      step: 4,
      send: -1,
      pulledNode: "b",
      isTask: false,
      threadId: "t",
      starStep: "plan",
      starAttempt: 2,
      modelName: "m",
    });
  });

  it.each([
    { path: ["__pregel_push", 2], send: 2, pulledNode: "", isTask: false },
    { path: ["__pregel_push", ["", 1]], send: -1, pulledNode: "", isTask: true },
    { path: ["__pregel_pull", 2], send: -1, pulledNode: "", isTask: false },
    { path: ["__pregel_pull", ["b"]], send: -1, pulledNode: "", isTask: false },
    { path: "b", send: -1, pulledNode: "", isTask: false },
  ])("reads the path $path", ({ path, ...expected }) => {
    expect(placed({ langgraph_path: path })).toMatchObject(expected);
  });

  it("ignores metadata of other types", () => {
    expect(
      placed({ langgraph_node: 7, langgraph_step: "4", thread_id: "", star_attempt: "2" }),
    ).toEqual(row().position);
    expect(row({ extra: { metadata: "x" } }).position).toEqual(row().position);
    expect(row({ extra: "x" }).position).toEqual(row().position);
  });

  it.each([
    { run_type: "llm", type: "model" },
    { run_type: "tool", type: "tool" },
    { run_type: "retriever", type: "other" },
  ])("gives a run of type $run_type the type $type", ({ run_type, type }) => {
    expect(row({ run_type }).type).toBe(type);
  });

  it("knows nodes and hidden runs by their tags", () => {
    expect(row({ tags: ["x", "graph:step:1"] })).toMatchObject({ isNode: true, isHidden: false });
    expect(row({ tags: ["graph:step:1"], run_type: "tool" }).isNode).toBe(false);
    expect(row({ tags: ["x:graph:step:1"] }).isNode).toBe(false);
    expect(row({ tags: ["langsmith:hidden"] })).toMatchObject({ isNode: false, isHidden: true });
  });

  it("reads the call that a tool run answers", () => {
    expect(row({ extra: { tool_call_id: "c" } }).rawCallId).toBe("c");
    expect(row({ extra: { tool_call_id: 7 } }).rawCallId).toBeUndefined();
  });

  it("reads input and tools of model runs only", () => {
    const tools = [{ name: "look", parameters: {} }];
    const given = { inputs: { prompts: ["say"] }, extra: { invocation_params: { tools } } };
    expect(row({ ...given, run_type: "llm" })).toMatchObject({
      input: [{ role: "user", content: "SAY" }],
      tools: [{ function: { name: "look" } }],
    });
    expect(row(given)).toMatchObject({ input: [], tools: undefined });
  });

  it("reads the arguments that a tool was called with", () => {
    const ranWith = (input: unknown) => row({ run_type: "tool", inputs: { input } }).ranWith;
    expect(ranWith('{"city": "Kiel"}')).toEqual({ city: "KIEL" });
    // A tool whose only argument is named "input".
    expect([ranWith("Kiel"), ranWith({ city: "Kiel" })]).toEqual([
      { input: "KIEL" },
      { input: { city: "KIEL" } },
    ]);
    expect(row({ run_type: "tool", inputs: { city: "Kiel" } }).ranWith).toEqual({ city: "KIEL" });
  });
});

describe("toRunEnd", () => {
  const end = (of: object, changes: object = {}) =>
    toRunEnd(run({ end_time: 9, ...changes }), row(of), upper);
  const answers = { output: [new ToolMessage({ content: "seen", tool_call_id: "c" })] };

  it("has a time and a redacted error", () => {
    expect(end({})).toEqual({ at: 9, error: undefined, reply: undefined, answers: [] });
    expect(end({}, { end_time: undefined })).toMatchObject({ at: 5 });
    expect(end({}, { error: "Error: no" })).toMatchObject({ error: "ERROR: NO" });
  });

  it("has the reply of a model", () => {
    const outputs = { generations: [[{ message: new AIMessage("hi") }]] };
    expect(end({ run_type: "llm" }, { outputs }).reply).toMatchObject({ text: "HI" });
    expect(end({}, { outputs }).reply).toBeUndefined();
  });

  it("has the answers in the output of a node or a tool", () => {
    const expected = [{ rawCallId: "c", content: "SEEN" }];
    expect(end({ run_type: "tool" }, { outputs: answers }).answers).toMatchObject(expected);
    expect(end({ tags: ["graph:step:1"] }, { outputs: answers }).answers).toMatchObject(expected);
    expect(end({}, { outputs: answers }).answers).toEqual([]);
  });

  it("has the text of a tool that knows its call", () => {
    const called = { run_type: "tool", extra: { tool_call_id: "c" } };
    expect(end(called, { outputs: { output: "seen" } }).answers).toEqual([
      { rawCallId: "c", name: "n", content: "SEEN", status: "success" },
    ]);
    expect(end(called, { outputs: answers }).answers).toMatchObject([{ rawCallId: "c" }]);
    expect(end({ run_type: "tool" }, { outputs: { output: "seen" } }).answers).toEqual([]);
    expect(end(called, { outputs: undefined }).answers).toEqual([]);
  });
});

describe("succeeded", () => {
  it.each([
    { end: undefined, is: false },
    { end: { error: undefined }, is: true },
    { end: { error: "Error: no" }, is: false },
    { end: { error: "ParentCommand: to b" }, is: true },
    { end: { error: "Error: ParentCommand:" }, is: false },
  ])("is $is for the end $end", ({ end, is }) => {
    expect(succeeded({ ...row(), end: end as never })).toBe(is);
  });
});

describe("callerNamespace", () => {
  it.each([
    { ns: "a:1|b:2|c:3", caller: "a:1|b:2" },
    { ns: "a:1", caller: "" },
    { ns: "", caller: "" },
  ])("of $ns is $caller", ({ ns, caller }) => {
    const { position } = row();
    expect(callerNamespace({ ...row(), position: { ...position, checkpointNs: ns } })).toBe(caller);
  });
});
