import type { AIMessage } from "@langchain/core/messages";
import { MemorySaver } from "@langchain/langgraph";
import { createHandoffTool, createSwarm } from "@langchain/langgraph-swarm";
import { createAgent } from "langchain";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../../src/entries/recorder.js";
import { lines } from "../support.js";
import {
  QUESTION,
  addTool,
  findTool,
  jittered,
  record,
  say,
  script,
  throughFile,
  toolNames,
  type Pause,
} from "./support.js";

/** Alice calls a tool and hands over to Bob, who calls a tool and hands back. */
function couple(pause?: Pause) {
  const alice = createAgent({
    model: script(
      say("", ["add", { a: 1, b: 2 }, "a1"], ["find", { id: "q" }, "a2"]),
      say("Bob knows more.", ["transfer_to_bob", {}, "a3"]),
      say("Goodbye."),
    ),
    tools: [addTool(pause), findTool(pause), createHandoffTool({ agentName: "bob" })],
    systemPrompt: "You are Alice.",
    name: "alice",
  });
  const bob = createAgent({
    model: script(
      say("One look.", ["find", { id: "w" }, "b1"]),
      say("", ["transfer_to_alice", {}, "b2"], ["find", { id: "x" }, "b3"]),
    ),
    tools: [findTool(pause), createHandoffTool({ agentName: "alice" })],
    systemPrompt: "You are Bob.",
    name: "bob",
  });
  // The package's types still expect agents of an earlier kind.
  const agents = [alice.graph, bob.graph] as never;
  return createSwarm({ agents, defaultActiveAgent: "alice" });
}

const compiled = (pause?: Pause) => couple(pause).compile({ name: "couple" });

describe("createSwarm", () => {
  it("is recorded completely, each handoff with its answer, also next to another call", async () => {
    const recording = await record(compiled());
    expect(lines(recording)).toEqual([
      'tool_call alice/model_request 1: call_1 add {"a":1,"b":2}',
      'tool_call alice/model_request 1: call_2 find {"id":"q"}',
      "tool_response alice/tools 1: call_1 success 3",
      "tool_response alice/tools 1: call_2 success found q",
      "analysis alice/model_request 1: Bob knows more.",
      "tool_call alice/model_request 1: call_3 transfer_to_bob {}",
      "tool_response alice/tools 1: call_3 success Successfully transferred to bob",
      "analysis bob/model_request 1: One look.",
      'tool_call bob/model_request 1: call_4 find {"id":"w"}',
      "tool_response bob/tools 1: call_4 success found w",
      "tool_call bob/model_request 1: call_5 transfer_to_alice {}",
      'tool_call bob/model_request 1: call_6 find {"id":"x"}',
      "tool_response bob/tools 1: call_5 success Successfully transferred to alice",
      "tool_response bob/tools 1: call_6 success found x",
      "analysis alice/model_request 2: Goodbye.",
    ]);
    expect(recording).toMatchObject({ graph: "couple", status: "completed", incomplete: false });
    expect(recording.prompt[0]).toEqual({ role: "system", content: "You are Alice." });
    expect(toolNames(recording)).toEqual(["add", "find", "transfer_to_bob", "transfer_to_alice"]);
  });

  it("does not depend on which tool is faster, also after a round trip", async () => {
    expect((await jittered(4, (pause) => record(compiled(pause)))).size).toBe(1);
    const [written, read] = await throughFile(await record(compiled()));
    expect(read).toEqual(written);
  });

  it("has one recording per turn when it continues with the last active agent", async () => {
    const speaker = (name: string, other: string, ...replies: AIMessage[]) =>
      createAgent({
        model: script(...replies),
        tools: [createHandoffTool({ agentName: other })],
        name,
      }).graph;
    const ada = speaker("ada", "ben", say("", ["transfer_to_ben", {}, "1"]));
    const ben = speaker("ben", "ada", say("Here I am."), say("Still here."));
    const agents = [ada, ben] as never;
    const graph = createSwarm({ agents, defaultActiveAgent: "ada" }).compile({
      checkpointer: new MemorySaver(),
    });
    const recorder = new TrajectoryRecorder();
    const options = { callbacks: [recorder], configurable: { thread_id: "1" } };
    for (let turn = 0; turn < 2; turn++) await graph.invoke(QUESTION, options);
    expect(recorder.recordings().map(lines)).toEqual([
      [
        "tool_call ada/model_request 1: call_1 transfer_to_ben {}",
        "tool_response ada/tools 1: call_1 success Successfully transferred to ben",
        "analysis ben/model_request 1: Here I am.",
      ],
      ["analysis ben/model_request 1: Still here."],
    ]);
  });
});
