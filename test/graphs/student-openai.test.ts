import { ChatOpenAI } from "@langchain/openai";
import { afterEach, describe, expect, it } from "vitest";
import { STUDENT_PROMPT } from "../../src/graphs/agents/student-prompt.js";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import { createStudent } from "../../src/graphs/student.js";
import { createTools } from "../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";
import { type ChatServer, type Served, startChatServer } from "./openai-server.js";
import { HISTORY, recommend } from "./student-support.js";
import { collect } from "./support.js";

const input = toGraphInput(task, tinyShop);

let server: ChatServer;
afterEach(() => server.close());

describe("the student over the OpenAI protocol", () => {
  it.each([
    { streamMode: "updates" as const, broken: "{}" },
    // Of a streamed call with broken arguments LangChain keeps the readable part.
    { streamMode: "messages" as const, broken: '{"user_id":"u1"}' },
  ])("repairs a malformed call and recommends, streaming $streamMode", async (given) => {
    const [name, args] = HISTORY;
    const turns: Served[] = [
      { call: { name, arguments: '{"user_id": "u1", ' } },
      { call: { name, arguments: JSON.stringify(args) } },
      { content: recommend("e", "d") },
    ];
    server = await startChatServer(() => turns.shift() ?? { status: 400 });
    const configuration = { baseURL: server.baseURL };
    const llm = new ChatOpenAI({ model: "m", apiKey: "none", configuration });
    const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
    const student = createStudent({ llm, tools }).compile();
    const streamMode = [given.streamMode, "values" as const];
    const stream = await student.stream(input, { context: { task }, streamMode });
    const parts = await collect(stream, (part): unknown => part);
    expect(parts.at(-1)).toMatchObject(["values", { ranking: ["e", "d"] }]);
    const last = server.requests.at(-1);
    expect(last?.messages).toMatchObject([
      { role: "system", content: STUDENT_PROMPT },
      { role: "user", content: input.opening },
      { role: "assistant", tool_calls: [{ id: "call_1", function: { arguments: given.broken } }] },
      { role: "tool", tool_call_id: "call_1", content: expect.stringContaining("did not match") },
      { role: "assistant", tool_calls: [{ id: "call_2" }] },
      { role: "tool", tool_call_id: "call_2", content: expect.stringContaining("User u1 has 3") },
    ]);
    expect(last?.tools?.map((tool) => tool.function.name)).toEqual([
      "lookup_user_history",
      "search_neighbors",
      "translate_evidence",
    ]);
  });
});
