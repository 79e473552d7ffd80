import { ChatOpenAI } from "@langchain/openai";
import { afterEach, expect, it } from "vitest";
import { toGraphInput } from "../../src/graphs/opening.js";
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

const roleOf = ({ messages }: ChatRequest) =>
  /^You are the (\w+)/.exec(messages[0]?.content ?? "")?.[1] ?? "";

it("runs the whole teacher over an OpenAI-compatible server", async () => {
  const turns = new Map(Object.entries(script).map(([role, served]) => [role, [...served]]));
  server = await startChatServer(
    (request) => turns.get(roleOf(request))?.shift() ?? { status: 400 },
  );
  const llm = new ChatOpenAI({
    model: "scripted",
    apiKey: "none",
    configuration: { baseURL: server.baseURL },
  });
  const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
  const graph = createTeacher({ llm, tools }).compile();
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
  expect(findings).toMatchObject([
    {
      agent: "recent_interest",
      observations: [{ tool: "translate_evidence" }, { tool: "lookup_user_history" }],
    },
    { agent: "user_profile", observations: [{ tool: "search_neighbors" }] },
  ]);
  expect(toGraphInput(task, tinyShop).opening).toBe(
    server.requests[0]?.messages[1]?.content?.replace("## Task\n", ""),
  );

  for (const { messages, tools = [], ...request } of server.requests) {
    const names = tools.map((tool) => tool.function.name);
    const role = roleOf({ messages, ...request });
    expect(names).toHaveLength(role.startsWith("recent") || role.startsWith("user") ? 3 : 0);
    // A server refuses a call without an answer and an answer without a call.
    const calls = messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id }) => id));
    const answers = messages.flatMap(({ tool_call_id }) => tool_call_id ?? []);
    expect(answers).toEqual(calls);
  }
});
