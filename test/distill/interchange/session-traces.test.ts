import { expect, it } from "vitest";
import { toSessionTraces } from "../../../src/distill/interchange/session-traces.js";
import { fromAtif } from "../../../src/trajectory/import/atif.js";

const agent = { name: "clock", version: "1", model_name: "m" };
const image = { type: "image", source: { media_type: "image/png", path: "https://e.org/a.png" } };

it("writes a header and one line for each message, with calls, reasoning and what is left out", () => {
  const trajectory = fromAtif({
    schema_version: "ATIF-v1.7",
    session_id: "s1",
    agent,
    steps: [
      { step_id: 1, source: "user", message: [{ type: "text", text: "What time is it?" }, image] },
      {
        step_id: 2,
        source: "agent",
        message: "",
        reasoning_content: "Ask.",
        tool_calls: [{ tool_call_id: "t1", function_name: "time", arguments: { zone: "UTC" } }],
        observation: { results: [{ source_call_id: "t1", content: "15:00" }] },
      },
      { step_id: 3, source: "agent", message: "It is 15:00." },
    ],
  });
  const call = { id: "t1", function: { name: "time", arguments: '{"zone":"UTC"}' } };
  expect(toSessionTraces(trajectory, { harness: "h" })).toEqual([
    [
      {
        type: "session",
        harness: "h",
        id: "s1",
        name: "clock",
        trajectory: "s1",
        leftOut: { image_url: 1 },
      },
      { type: "message", message: { role: "user", content: "What time is it?" } },
      {
        type: "message",
        message: {
          role: "assistant",
          content: "",
          reasoningContent: "Ask.",
          toolCalls: [call],
          model: "m",
        },
      },
      { type: "message", message: { role: "tool", content: "15:00", toolCallId: "t1" } },
      { type: "message", message: { role: "assistant", content: "It is 15:00.", model: "m" } },
    ],
  ]);
});

it("writes a trace for each agent, with ids of their own", () => {
  const steps = [{ step_id: 1, source: "agent", message: "Yes." }];
  const helper = {
    schema_version: "ATIF-v1.7",
    trajectory_id: "x",
    agent: { ...agent, name: "helper" },
    steps,
  };
  const trajectory = fromAtif({
    ...helper,
    trajectory_id: "run",
    agent,
    subagent_trajectories: [helper],
  });
  const headers = toSessionTraces(trajectory).map(([header]) => header);
  expect(headers.map(({ id, name, harness }) => [id, name, harness])).toEqual([
    ["run/1", "clock: clock", "langgraph-star"],
    ["run/2", "clock: clock/helper", "langgraph-star"],
  ]);
});
