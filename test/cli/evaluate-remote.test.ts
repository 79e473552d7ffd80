import { describe, expect, it } from "vitest";
import { reportSchema } from "../../src/evaluation/report-schema.js";
import { listCandidates } from "../../src/text/task-prompt.js";
import { completion, refuse, reply, startServer } from "../models/endpoint/server.js";
import { offlineCompletion } from "../support/offline-server.js";
import { SMALL, starWith } from "./support.js";

type Body = Readonly<Record<string, unknown>>;

/** What a trained student would write: a call, then the candidates in reverse as a list that needs a repair. */
function studentCompletion(body: Body) {
  const messages = body["messages"] as { role: string; content: string }[];
  const task = messages.find(({ role }) => role === "user")?.content ?? "";
  if (messages.at(-1)?.role === "user") {
    const given = { user_id: /^User: (.+)$/m.exec(task)?.[1], window: "recent", limit: 5 };
    const call = { name: "lookup_user_history", arguments: given };
    return completion(`<plan>\nRead.\n</plan>\n<tool_call>\n${JSON.stringify(call)}\n</tool_call>`);
  }
  const ids = listCandidates(task).map(({ id }) => id);
  return completion(`<recommend>\n${ids.map((id) => `- ${id}`).join("\n")}\n</recommend>`);
}

const serveOffline = () =>
  startServer(async (response, _, { body }) => reply(response, await offlineCompletion(body)));

const evaluate = (environment: Record<string, string>, line: string) =>
  starWith(environment, `evaluate --tasks 3 --json ${line}`, SMALL);

describe("star evaluate with models on servers", () => {
  it("evaluates policies of several servers in one run, each with its own key", async () => {
    const general = await serveOffline();
    const trained = await startServer((response, _, { body }) =>
      reply(response, studentCompletion(body)),
    );
    const keys = { OPENAI_API_KEY: "general-key", OPENAI_API_KEY_STAR_8B: "own-key" };
    const { code, out } = await evaluate(
      keys,
      `--policy plain,react,teacher,student@star-8b --model openai:general --base-url ${general.baseUrl} --base-url star-8b=${trained.baseUrl}`,
    );
    expect(code).toBe(0);
    const { rows } = reportSchema.parse(JSON.parse(out));
    expect(rows.map(({ policy, failed }) => [policy, failed])).toEqual([
      ["plain", 0],
      ["react", 0],
      ["teacher", 0],
      ["student@star-8b", 0],
    ]);
    expect(rows[0]).toMatchObject({
      modelCalls: 1,
      tokens: 15,
      note: "model openai:general; one call without tools",
    });
    expect(rows[1]).toMatchObject({ modelCalls: 2 });
    expect(rows[3]).toMatchObject({
      modelCalls: 2,
      note: "model openai:star-8b",
      repairs: { calls_in_text: 3, ranking_as_list: 3 },
    });
    // The first request of each is the check of the server, which offers the tools.
    expect(general.received[0]?.body["tools"]).toHaveLength(3);
    const sentTo = ({ received }: typeof general) => [
      new Set(received.map(({ body }) => body["model"])),
      new Set(received.map(({ headers }) => headers.authorization)),
    ];
    expect(sentTo(general)).toEqual([new Set(["general"]), new Set(["Bearer general-key"])]);
    expect(sentTo(trained)).toEqual([new Set(["star-8b"]), new Set(["Bearer own-key"])]);
  });

  it("sends a model with another name to the address of its own, without a key of another server", async () => {
    const { baseUrl, received } = await serveOffline();
    const { code } = await evaluate(
      { OPENAI_API_KEY: "secret" },
      `--policy plain@mine,plain --model mine=openai:org/model-1 --base-url mine=${baseUrl}`,
    );
    expect(code).toBe(0);
    expect(received[0]?.body["model"]).toBe("org/model-1");
    expect(received.map(({ headers }) => headers.authorization).join()).not.toContain("secret");
  });

  it("counts answers without a ranking as failed, states the reasons, and exits with 1", async () => {
    const { baseUrl } = await startServer((response) => reply(response, completion("I like 7.")));
    const { code, out, notes } = await evaluate(
      {},
      `--policy plain,student --model openai:x --base-url ${baseUrl}`,
    );
    expect(code).toBe(1);
    const { rows } = reportSchema.parse(JSON.parse(out));
    expect(rows.map(({ completed, HR }) => [completed, HR])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(notes).toMatch(/Errors of plain:\n  3 x .*The recommender gave no readable answer/);
    expect(notes).toMatch(/Errors of student:\n  3 x .*recommended none of the candidates/);
  });

  it("ends before the first task when a server refuses the key, and at once when it does so later", async () => {
    let isOpen = false;
    const { baseUrl, received } = await startServer(async (response, n, { body }) => {
      if (isOpen && n < 4) return reply(response, await offlineCompletion(body));
      refuse(response, 401, "Incorrect API key");
    });
    const line = `--policy plain --concurrency 1 --model openai:x --base-url ${baseUrl}`;
    const refused = await evaluate({}, line);
    expect([refused.code, received.length]).toEqual([1, 1]);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code: "MODEL_UNAUTHORIZED" } });
    isOpen = true;
    const later = await evaluate({}, line.replace("plain", "react,plain"));
    expect(JSON.parse(later.out)).toMatchObject({ error: { code: "MODEL_UNAUTHORIZED" } });
    expect(received.length).toBeLessThan(8);
  });

  it.each([
    { line: "--policy student", reason: /offline model is no student/ },
    { line: "--policy student@", reason: /no policy "student@"/ },
    { line: "--policy ease@x", reason: /no policy "ease@x"/ },
    { line: "--policy plain --base-url y=http://h/v1", reason: /No policy uses the model "y"/ },
    { line: "--policy plain@y --base-url y=h/v1", reason: /Expected http/ },
    { line: "--policy plain --model gpt", reason: /Expected offline, openai:NAME/ },
    { line: "--policy plain@y", reason: /needs an API key/ },
  ])("exits with 2 on a usage error: $line", async ({ line, reason }) => {
    const { code, notes } = await evaluate({}, line);
    expect(code).toBe(2);
    expect(notes).toMatch(reason);
  });
});
