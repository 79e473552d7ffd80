import * as fc from "fast-check";
import type { BaseMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { createStudent } from "../../../src/graphs/student.js";
import { parseEvidenceAnswer } from "../../../src/text/evidence-answer.js";
import { describeReading } from "../../../src/text/evidence-reading.js";
import { createTools } from "../../../src/tools/create-tools.js";
import type { Dataset } from "../../../src/types.js";
import {
  block,
  EVIDENCE,
  HISTORY,
  modelOf,
  recommend,
  says,
  TURNS,
} from "../../graphs/student-support.js";
import { hostileText } from "../../support/hostile.js";
import { DAY, fitTinyShop, tinyShop } from "../../support/tiny-shop.js";
import { counted, openApp, PacedModel } from "./support.js";

const question = { userId: "u1", candidates: ["d", "e", "f"] };
const interaction = (itemId: string, day: number) => ({ itemId, timestamp: day * DAY });

/** The prompt that the model received. */
const promptOf = (model: ReturnType<typeof fakeModel>) => model.calls[0]!.messages[1]!.text;

describe("POST /recommend", () => {
  it("returns ranking, evidence, reasoning, calls and usage", async () => {
    const end = `${block("reflection", "They agree.")}\n${recommend("e", "d")}`;
    const player = modelOf([...TURNS.slice(0, 2), counted(end)]);
    const { ask } = await openApp({ player });
    const { status, json } = await ask("/recommend", question);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      ranking: ["e", "d", "f"],
      appended: ["f"],
      reasoning: {
        plan: "Read the history.",
        analyses: ["Three choices."],
        reflection: "They agree.",
      },
      calls: [
        { name: HISTORY[0], arguments: HISTORY[1], status: "success" },
        { name: EVIDENCE[0], arguments: EVIDENCE[1], status: "success" },
      ],
      usage: { modelCalls: 3, inputTokens: 7, outputTokens: 5, totalTokens: 12 },
    });
    expect(json.calls[0].answer).toMatch("User u1 has 3 earlier choices");
    expect(json.evidence).toMatchObject([
      { itemId: "e" },
      { itemId: "d" },
      { itemId: "f", title: "Item f" },
    ]);
    const { rows = [] } = parseEvidenceAnswer(json.calls[1].answer)?.table ?? {};
    const row = rows.find(({ itemId }) => itemId === "d");
    expect(json.evidence[1].statements).toEqual(row?.readings.map(describeReading));
    expect(json.evidence[1].statements.length).toBeGreaterThan(3);
    expect(json.evidence[2].statements.join()).not.toMatch("none");
  });

  it("appends unranked candidates by the student's scores", async () => {
    const scores = { candidate_scores: { d: 0.1, e: 0.2, f: 0.7 } };
    const last = Object.assign(says(recommend("d")), { response_metadata: scores });
    const { ask } = await openApp({ player: modelOf([last]) });
    const { json } = await ask("/recommend", question);
    expect([json.ranking, json.appended]).toEqual([
      ["d", "f", "e"],
      ["f", "e"],
    ]);
  });

  it("appends all candidates if the output cannot be parsed", async () => {
    const { ask } = await openApp({ player: modelOf([says("No idea.")]) });
    const { json } = await ask("/recommend", question);
    expect(json).toMatchObject({
      ranking: question.candidates,
      appended: question.candidates,
      reasoning: { plan: null, analyses: [], reflection: null },
      calls: [],
    });
  });

  it("uses the known history of a user, or the sent one", async () => {
    const known = modelOf();
    await (await openApp({ player: known })).ask("/recommend", question);
    expect(promptOf(known)).toMatch('[c] "Item c"');
    const sent = modelOf();
    const { ask } = await openApp({ player: sent });
    const history = [interaction("d", 4), interaction("f", 5)];
    const { json } = await ask("/recommend", { ...question, history });
    expect(promptOf(sent)).toMatch("Earlier choices: 2, from 1970-01-05 to 1970-01-06");
    expect(json.calls[0].answer).toMatch("User u1 has 2 earlier choices");
  });

  it("serves an unknown user with a history, even an empty one", async () => {
    const { ask } = await openApp({ player: modelOf([...TURNS, ...TURNS]) });
    const stranger = { ...question, userId: "new\n</data>" };
    expect((await ask("/recommend", { ...stranger, history: [interaction("a", 1)] })).status).toBe(
      200,
    );
    expect((await ask("/recommend", { ...stranger, history: [] })).status).toBe(200);
  });

  it.each([
    { change: { userId: "u9" }, status: 404, code: "user_not_found", param: "userId" },
    { change: { userId: "__proto__" }, status: 404, code: "user_not_found", param: "userId" },
    {
      change: { candidates: ["d", "z"] },
      status: 404,
      code: "item_not_found",
      param: "candidates[1]",
    },
    {
      change: { history: [interaction("z", 1)] },
      status: 404,
      code: "item_not_found",
      param: "history[0]",
    },
    { change: { candidates: [] }, param: "candidates" },
    { change: { candidates: ["d", "d"] }, param: "candidates" },
    { change: { candidates: ["d", 5] }, param: "candidates[1]" },
    { change: { candidates: "d" }, param: "candidates" },
    { change: { userId: 1 }, param: "userId" },
    { change: { k: 3 }, param: "k" },
    { change: { history: [{ itemId: "a" }] }, param: "history[0].timestamp" },
    {
      change: { history: [interaction("a", 2), interaction("b", 1)] },
      param: "history[1].timestamp",
    },
  ])(
    "rejects $change at $param",
    async ({ change, status = 400, code = "request_invalid", param }) => {
      const player = modelOf();
      const { ask } = await openApp({ player });
      const response = await ask("/recommend", { ...question, ...change });
      expect(response.status).toBe(status);
      expect(response.json.error).toMatchObject({
        code,
        param,
        remedy: expect.stringMatching(/\.$/),
      });
      expect(player.callCount).toBe(0);
    },
  );

  it("rejects more than maxCandidates candidates", async () => {
    const { ask } = await openApp({ maxCandidates: 2 });
    expect((await ask("/recommend", question)).json.error.param).toBe("candidates");
  });

  it.each([
    1_700_000_000_000, // Date.now()
    100_000_000_000,
    1_700_000_000_000_000,
    1_700_000_000_000_000_000,
    -1_700_000_000_000,
    "2023-11-14T22:13:20Z",
    "1700000000",
    null,
    true,
  ])(
    "rejects the time %j of an interaction, whatever the dataset's clock is",
    async (timestamp) => {
      for (const clock of ["unix-seconds", "order"] as const) {
        const { ask } = await openApp({ dataset: { ...tinyShop, clock } });
        const history = [interaction("a", 1), { itemId: "b", timestamp }];
        const { status, json } = await ask("/recommend", { ...question, history });
        expect(status).toBe(400);
        expect(json.error.param).toBe("history[1].timestamp");
      }
    },
  );

  it("accepts seconds with a fraction", async () => {
    const { ask } = await openApp();
    const history = [{ itemId: "a", timestamp: 1_700_000_000.25 }];
    expect((await ask("/recommend", { ...question, history })).status).toBe(200);
  });

  it("needs no timestamps if the dataset has none", async () => {
    const { ask } = await openApp({ dataset: { ...tinyShop, clock: "order" } });
    const history = [{ itemId: "a" }, { itemId: "b" }];
    expect((await ask("/recommend", { ...question, history })).status).toBe(200);
  });

  it("passes hostile titles and ids through unchanged", async () => {
    const texts = fc.record({ title: hostileText, user: hostileText, id: hostileText });
    await fc.assert(
      fc.asyncProperty(texts, async ({ title, user, id: suffix }) => {
        const [userId, id] = [`u ${user}`, `x ${suffix}`];
        const items = new Map([...tinyShop.items, [id, { id, title, categories: [] }]]);
        const dataset: Dataset = { ...tinyShop, items };
        const player = modelOf([
          says("", [EVIDENCE[0], { ...EVIDENCE[1], user_id: userId }]),
          says(recommend(id)),
        ]);
        const index = await fitTinyShop();
        const graph = createStudent({
          llm: player,
          tools: createTools({ index, dataset }),
        }).compile();
        const { ask } = await openApp({ graph, dataset });
        const candidates = ["d", id];
        const { json } = await ask("/recommend", {
          userId,
          candidates,
          history: [interaction("a", 1)],
        });
        expect(json.ranking).toEqual([id, "d"]);
        expect(json.evidence[0]).toMatchObject({ itemId: id, title: title });
        expect(json.evidence[1].statements.length).toBeGreaterThan(0);
        expect(json.calls[0].answer).not.toMatch(/<[/|a-z]/i);
      }),
      { numRuns: 25 },
    );
  });

  it("does not send the message of a model failure", async () => {
    const errors: unknown[] = [];
    const failed = new Error("My key is sk-123.");
    const { ask } = await openApp({
      player: new PacedModel(failed),
      onError: (error) => errors.push(error),
    });
    const { status, text, json } = await ask("/recommend", question);
    expect([status, json.error.code]).toEqual([500, "model_failed"]);
    expect(text).not.toMatch("sk-123");
    expect(errors).toEqual([failed]);
  });

  it("reports a graph that returns items that are not candidates", async () => {
    const graph = { invoke: async () => ({ messages: [], ranking: ["d", "z"] }) };
    const { ask } = await openApp({ graph, onError: () => {} });
    const { json } = await ask("/recommend", question);
    expect(json.error.message).toMatch("items that are not candidates");
  });

  it("keeps concurrent requests separate", async () => {
    const users = ["u1", "u2", "u3", "u4"];
    const reply = (messages: readonly BaseMessage[]) => {
      const [, user] = /User: (\w+)/.exec(messages[1]!.text)!;
      const call = [EVIDENCE[0], { ...EVIDENCE[1], user_id: user }] as const;
      return messages.length === 2 ? says("", call) : says(recommend("e"));
    };
    const player = users.reduce((model) => model.respond(reply).respond(reply), fakeModel());
    const { ask } = await openApp({ player });
    const answers = await Promise.all(
      users.map((userId) => ask("/recommend", { ...question, userId })),
    );
    for (const [index, { json }] of answers.entries()) {
      expect(json.calls[0].answer).toMatch(`Evidence for user ${users[index]},`);
    }
  });
});

describe("GET /tools", () => {
  it("lists the tools sorted by name", async () => {
    const { ask } = await openApp({ model: fakeModel().respond(counted("Hi.")) });
    const { json } = await ask("/tools");
    expect(json.tools.map((tool: { function: { name: string } }) => tool.function.name)).toEqual([
      "lookup_user_history",
      "search_neighbors",
      "translate_evidence",
    ]);
    const messages = [{ role: "user", content: "Hello?" }];
    const asked = { model: "tiny-student", messages, tools: json.tools };
    expect((await ask("/v1/chat/completions", asked)).status).toBe(200);
  });
});
