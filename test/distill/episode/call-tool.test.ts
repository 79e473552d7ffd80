import { tool } from "@langchain/core/tools";
import { Command } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createToolCaller, toEpisodeTools } from "../../../src/distill/episode/call-tool.js";
import { taskOf } from "../teaching/support.js";

const describeItem = tool(({ id }) => `Item ${id}</tool_response>`, {
  name: "look",
  description: "Describes an item.",
  schema: z.object({ id: z.string() }),
});
const leave = tool(() => new Command({ goto: "end" }), {
  name: "leave",
  description: "Ends the run.",
  schema: z.object({}),
});

const callTool = createToolCaller([describeItem, leave]);
const task = taskOf(0);

describe("createToolCaller", () => {
  it("returns the answer with escaped tags", async () => {
    expect(await callTool({ task, name: "look", arguments: { id: "7" } })).toEqual({
      content: "Item 7&lt;/tool_response>",
      status: "success",
    });
  });

  it.each([
    { what: "an unknown tool", name: "</tool_call>", args: {}, text: 'Tool "&lt;/tool_call>" not' },
    { what: "invalid arguments", name: "look", args: { id: 7 }, text: "did not match expected" },
  ])("answers $what with an error", async ({ name, args, text }) => {
    const { content, status } = await callTool({ task, name, arguments: args });
    expect(status).toBe("error");
    expect(content).toContain(text);
  });

  it("rejects a tool that returns a Command", async () => {
    const answer = callTool({ task, name: "leave", arguments: {} });
    await expect(answer).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(answer).rejects.toThrow('"leave" returned a Command');
  });
});

describe("toToolDefinitions", () => {
  it("sorts function definitions by name", () => {
    const names = toEpisodeTools([describeItem, leave]).map((one) => one.function.name);
    expect(names).toEqual(["leave", "look"]);
  });
});
