import { createSupervisor } from "@langchain/langgraph-supervisor";
import { createAgent } from "langchain";
import { describe, expect, it } from "vitest";
import { lines } from "../support.js";
import {
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

type OutputMode = "last_message" | "full_history";

/** Asks a researcher, then a mathematician, then the researcher again. */
function office(pause?: Pause, outputMode: OutputMode = "last_message") {
  const researcher = createAgent({
    model: script(
      say("", ["find", { id: "a" }, "r1"], ["find", { id: "b" }, "r2"]),
      say("I found a and b."),
      say("Nothing more."),
    ),
    tools: [findTool(pause)],
    systemPrompt: "You find things.",
    name: "researcher",
  });
  const mathematician = createAgent({
    model: script(say("", ["add", { a: 1, b: 2 }, "m1"], ["find", { id: "c" }, "m2"]), say("3.")),
    tools: [addTool(pause), findTool(pause)],
    name: "mathematician",
  });
  const llm = script(
    say("First find.", ["transfer_to_researcher", {}, "s1"]),
    say("Now add.", ["transfer_to_mathematician", {}, "s2"]),
    say("Look again.", ["transfer_to_researcher", {}, "s3"]),
    say("All done."),
  );
  const agents = [researcher.graph, mathematician.graph];
  return createSupervisor({ agents, llm, prompt: "You lead.", outputMode }).compile({
    name: "office",
  });
}

describe("createSupervisor", () => {
  it.each<OutputMode>(["last_message", "full_history"])(
    "is recorded completely, each handoff with its answer (%s)",
    async (outputMode) => {
      const recording = await record(office(undefined, outputMode));
      expect(lines(recording)).toEqual([
        "analysis supervisor/agent 1: First find.",
        "tool_call supervisor/agent 1: call_1 transfer_to_researcher {}",
        "tool_response supervisor/tools 1: call_1 success Successfully transferred to researcher",
        'tool_call researcher/model_request 1: call_2 find {"id":"a"}',
        'tool_call researcher/model_request 1: call_3 find {"id":"b"}',
        "tool_response researcher/tools 1: call_2 success found a",
        "tool_response researcher/tools 1: call_3 success found b",
        "analysis researcher/model_request 1: I found a and b.",
        "analysis supervisor/agent 2: Now add.",
        "tool_call supervisor/agent 2: call_4 transfer_to_mathematician {}",
        "tool_response supervisor/tools 2: call_4 success Successfully transferred to mathematician",
        'tool_call mathematician/model_request 1: call_5 add {"a":1,"b":2}',
        'tool_call mathematician/model_request 1: call_6 find {"id":"c"}',
        "tool_response mathematician/tools 1: call_5 success 3",
        "tool_response mathematician/tools 1: call_6 success found c",
        "analysis mathematician/model_request 1: 3.",
        "analysis supervisor/agent 3: Look again.",
        "tool_call supervisor/agent 3: call_7 transfer_to_researcher {}",
        "tool_response supervisor/tools 3: call_7 success Successfully transferred to researcher",
        "analysis researcher/model_request 2: Nothing more.",
        "analysis supervisor/agent 4: All done.",
      ]);
      expect(recording).toMatchObject({ graph: "office", status: "completed", incomplete: false });
      expect(recording.usage.modelCalls).toBe(9);
      expect(recording.discardedModelCalls).toBe(0);
    },
  );

  it("has the supervisor's prompt and the tools of all agents without duplicates", async () => {
    const recording = await record(office());
    expect(recording.prompt).toEqual([
      { role: "system", content: "You lead." },
      { role: "user", content: "go" },
    ]);
    expect(toolNames(recording)).toEqual([
      "transfer_to_researcher",
      "transfer_to_mathematician",
      "find",
      "add",
    ]);
  });

  it("does not depend on which tool is faster, also after a round trip", async () => {
    // The supervisor hands back with calls that no model wrote, whose ids are random.
    const recorded = await jittered(4, (pause) => record(office(pause)));
    const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
    expect(new Set([...recorded].map((json) => json.replace(UUID, "id"))).size).toBe(1);
    const [written, read] = await throughFile(await record(office()));
    expect(read).toEqual(written);
  });

  it("answers every handoff of a turn, although the graph follows only one", async () => {
    const worker = (name: string) =>
      createAgent({ model: script(say(`${name} is done.`)), tools: [], name });
    const llm = script(
      say("Both.", ["transfer_to_left", {}, "1"], ["transfer_to_right", {}, "2"]),
      say("End."),
    );
    const agents = [worker("left").graph, worker("right").graph];
    const recording = await record(createSupervisor({ agents, llm }).compile());
    const answered = recording.steps.filter((step) => step.kind === "tool_response");
    expect(answered).toMatchObject([
      { callId: "call_1", name: "transfer_to_left", status: "success" },
      { callId: "call_2", name: "transfer_to_right", status: "success" },
    ]);
    expect(lines(recording).at(-1)).toBe("analysis supervisor/agent 2: End.");
  });
});
