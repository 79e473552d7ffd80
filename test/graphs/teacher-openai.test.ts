import { ChatOpenAI } from "@langchain/openai";
import { afterEach, describe, expect, it } from "vitest";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import { withoutCandidates } from "../../src/text/task-prompt.js";
import { toPolicy } from "../../src/graphs/policy.js";
import { createTeacher } from "../../src/graphs/teacher.js";
import { createTools } from "../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";
import {
  type ChatRequest,
  type ChatServer,
  type Served,
  startChatServer,
} from "./openai-server.js";
import { ACCEPT, planFor, rankingOf, reportOn } from "./support.js";

const say = (answer: object | string): Served => ({
  content: typeof answer === "string" ? answer : JSON.stringify(answer),
});
const call = (name: string, given: object | string): Served => ({
  call: { name, arguments: typeof given === "string" ? given : JSON.stringify(given) },
});

const input = toGraphInput(task, tinyShop);
const evidence = { user_id: "u1", item_id: "candidates", focus: "recent" };

/** What each role answers, turn by turn. */
const script: Record<string, Served[]> = {
  planner: [{ status: 429 }, say(planFor("recent_interest", "user_profile"))],
  recent_interest: [
    call("translate_evidence", evidence),
    call("lookup_user_history", '{"user_id": "u1", "window": '),
    call("lookup_user_history", { user_id: "u1", window: "recent", limit: 5 }),
    say(reportOn("e")),
  ],
  user_profile: [call("search_neighbors", { kind: "user", id: "u1", k: 3 }), say(reportOn("d"))],
  reflector: [say("They agree, I think."), say(ACCEPT)],
  ranker: [say(`\`\`\`json\n${JSON.stringify(rankingOf("e", "f", "d"))}\n\`\`\``)],
};

let server: ChatServer;
afterEach(() => server.close());

const roleOf = ({ messages }: Pick<ChatRequest, "messages">) =>
  /^You are the (\w+)/.exec(messages[0]?.content ?? "")?.[1] ?? "";

/** A teacher whose model is the scripted server; `turns` are those that nobody asked for yet. */
async function startTeacher({ refuses = false } = {}) {
  const turns = new Map(
    Object.entries(script).map(([role, served]) => [
      role,
      served.filter((turn) => refuses || !("status" in turn)),
    ]),
  );
  server = await startChatServer(
    (request) => turns.get(roleOf(request))?.shift() ?? { status: 400 },
  );
  const configuration = { baseURL: server.baseURL };
  const llm = new ChatOpenAI({ model: "scripted", apiKey: "none", configuration });
  const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
  return { turns, graph: createTeacher({ llm, tools }).compile() };
}

const FINDINGS = [
  {
    agent: "recent_interest",
    observations: [{ tool: "translate_evidence" }, { tool: "lookup_user_history" }],
  },
  { agent: "user_profile", observations: [{ tool: "search_neighbors" }] },
];

describe("the teacher with ChatOpenAI", () => {
  it("handles an HTTP error, answers that need repair, and tool calls", async () => {
    const { turns, graph } = await startTeacher({ refuses: true });
    const findings: unknown[] = [];
    const policy = toPolicy({
      graph,
      dataset: tinyShop,
      name: "teacher",
      onAnswer: (answer) => findings.push(...answer.findings),
    });
    // Ten answers, and the refusal before them that was tried again.
    const answer = await policy.rank(task);
    expect(answer).toMatchObject({ ranking: ["e", "f", "d"], modelCalls: 10, tokens: 10 * 12 });
    expect(server.requests).toHaveLength(11);
    expect([...turns.values()].flat()).toEqual([]);
    expect(findings).toMatchObject(FINDINGS);
  });

  it("sends conversations that a server accepts", async () => {
    const { graph } = await startTeacher();
    await graph.invoke(input, { context: { task } });
    expect(server.requests[0]?.messages[1]?.content).toBe(
      `## Task\n${withoutCandidates(input.opening)}`,
    );
    for (const { messages, tools = [] } of server.requests) {
      const isAgent = ["recent_interest", "user_profile"].includes(roleOf({ messages }));
      expect(tools).toHaveLength(isAgent ? 2 : 0);
      // A server refuses a call without an answer, an answer without a call, and an empty message.
      const calls = messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id }) => id));
      expect(messages.flatMap(({ tool_call_id }) => tool_call_id ?? [])).toEqual(calls);
      expect(messages.every(({ content, tool_calls }) => content || tool_calls)).toBe(true);
    }
  });

  it("returns the same result when its messages are streamed", async () => {
    const { graph } = await startTeacher();
    const stream = await graph.stream(input, {
      context: { task },
      streamMode: ["messages", "values"],
      subgraphs: true,
    });
    let pieces = 0;
    let last: unknown;
    for await (const [path, mode, part] of stream) {
      if (mode === "messages") pieces++;
      else if (path.length === 0) last = part;
    }
    expect(pieces).toBeGreaterThan(50);
    // Of a streamed call with broken arguments LangChain keeps the readable part, and the tool refuses that.
    const [evidence, history] = FINDINGS[0]!.observations;
    const observations = [evidence, { text: expect.stringContaining("did not match") }, history];
    const findings = [{ agent: "recent_interest", observations }, FINDINGS[1]];
    expect(last).toMatchObject({ ranking: ["e", "f", "d"], findings });
  });
});
