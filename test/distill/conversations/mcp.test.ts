import { loadMcpTools } from "@langchain/mcp-adapters";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { createAgent } from "langchain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ask, expectTold, record, rowsOf, say, script } from "./support.js";

/** The tools of a server in this process, which has one tool: `search`. */
async function toolsOf(server: string, isPrefixed: boolean) {
  const mcp = new McpServer({ name: server, version: "1.0.0" });
  const search = { description: `Searches ${server}.`, inputSchema: { text: z.string() } };
  mcp.registerTool("search", search, ({ text }) => ({
    content: [{ type: "text", text: `${server}: ${text}` }],
  }));
  const client = new Client({ name: "client", version: "1.0.0" });
  const [one, other] = InMemoryTransport.createLinkedPair();
  await Promise.all([mcp.connect(one), client.connect(other)]);
  return loadMcpTools(server, client, { prefixToolNameWithServerName: isPrefixed });
}

/** Calls the tool of each of two servers in one turn. */
async function recordSearches(isPrefixed: boolean) {
  const tools = [...(await toolsOf("books", isPrefixed)), ...(await toolsOf("films", isPrefixed))];
  const [books = "", films = ""] = tools.map(({ name }) => name);
  const model = script(
    say("x", [books, { text: "a" }, "1"], [films, { text: "b" }, "2"]),
    say("done"),
  );
  const agent = createAgent({ model, tools, systemPrompt: "Brief." });
  const trajectory = await record((options) => agent.invoke(ask("go"), options));
  expectTold(trajectory, model);
  return trajectory;
}

describe("MCP tools of one name from two servers", () => {
  it("are not trained: only the first one runs, and a call does not say which it means", async () => {
    const trajectory = await recordSearches(false);
    const answers = trajectory.steps.filter(({ kind }) => kind === "tool_response");
    expect(answers).toMatchObject([{ content: "books: a" }, { content: "books: b" }]);
    expect(trajectory.tools.map((one) => one.function.description)).toEqual([
      "Searches books.",
      "Searches films.",
    ]);
    expect(rowsOf(trajectory)).toEqual({ verdicts: ["tools_unknown", "tools_unknown"], rows: [] });
  });

  it("are trained with the names of their servers before their own", async () => {
    expect(rowsOf(await recordSearches(true))).toEqual({
      verdicts: ["trained", "trained"],
      rows: [
        [
          "model_request",
          "system: Brief.",
          "user: go",
          '*assistant: x | books__search {"text":"a"} | films__search {"text":"b"}',
          "tool: books: a",
          "tool: films: b",
          "*assistant: done",
        ],
      ],
    });
  });
});
