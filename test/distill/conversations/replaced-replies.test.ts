import { AIMessage } from "@langchain/core/messages";
import { createAgent, createMiddleware } from "langchain";
import { describe, expect, it } from "vitest";
import { ask, expectTold, find, record, rowsOf, say, script } from "./support.js";

const GIVEN = ["model_request", "system: Brief.", "user: go"];

/** Runs an agent whose middleware replaces what the model said. */
async function runWith(replace: (said: AIMessage) => AIMessage) {
  const model = script(say("raw", ["find", { id: "a" }, "1"]), say("raw end"));
  const middleware = createMiddleware({
    name: "replace",
    wrapModelCall: async (request, call) => replace((await call(request)) as AIMessage),
  });
  const agent = createAgent({
    model,
    tools: [find],
    systemPrompt: "Brief.",
    middleware: [middleware],
  });
  const trajectory = await record((options) => agent.invoke(ask("go"), options));
  expectTold(trajectory, { notes: model.notes });
  return trajectory;
}

describe("a reply that wrapModelCall replaces", () => {
  it("is read by later calls, and never trained: the model's own words are", async () => {
    const replaced = await runWith(
      ({ tool_calls: calls = [] }) => new AIMessage({ content: "Replaced.", tool_calls: calls }),
    );
    expect(rowsOf(replaced)).toEqual({
      verdicts: ["trained", "trained"],
      rows: [
        [...GIVEN, '*assistant: raw | find {"id":"a"}'],
        [
          ...GIVEN,
          'assistant: Replaced. | find {"id":"a"}',
          "tool: found a",
          "*assistant: raw end",
        ],
      ],
    });
  });

  it("leaves the model's calls unanswered if it has none", async () => {
    const replaced = await runWith(() => new AIMessage("Replaced."));
    expect(rowsOf(replaced)).toEqual({ verdicts: ["failed_call"], rows: [] });
  });

  it("with other arguments makes the call an edited one", async () => {
    const replaced = await runWith(({ content, tool_calls: calls = [] }) => {
      const changed = calls.map((call) => ({ ...call, args: { id: "Z" } }));
      return new AIMessage({ content, tool_calls: changed });
    });
    const executed = 'assistant: raw | find {"id":"Z"}';
    expect(rowsOf(replaced)).toEqual({
      verdicts: ["edited", "trained"],
      rows: [[...GIVEN, executed, "tool: found Z", "*assistant: raw end"]],
    });
    expect(rowsOf(replaced, "drop")).toEqual({ verdicts: ["edited", "edited"], rows: [] });
  });
});
