import { HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { askModel, askModelWithTools } from "../../src/graphs/ask-model.js";
import { createChatModel } from "../../src/models/chat-model.js";
import { createEndpoint } from "../../src/models/endpoint/endpoint.js";
import { OfflineModel } from "../../src/models/offline/offline-model.js";
import { type Answer, completion, refuse, reply, startServer } from "./endpoint/server.js";

const schema = z.object({ minLength: z.string().min(1), ranking: z.array(z.string()).min(1) });
const ANSWER = '{"minLength": "m", "ranking": ["a"]}';
const answered: Answer = (response) => reply(response, completion(ANSWER));

async function startModel(answer: Answer, modelOptions = {}) {
  const { baseUrl, received } = await startServer(answer);
  const notes: string[] = [];
  const endpoint = createEndpoint({ onNote: (note) => notes.push(note.replace(baseUrl, "S")) });
  const llm = await createChatModel("openai:m", { baseUrl, endpoint, modelOptions });
  return { llm, notes, formats: () => received.map(({ body }) => body["response_format"]) };
}

const ask = (llm: Awaited<ReturnType<typeof createChatModel>>) =>
  askModel({ model: llm, messages: [new HumanMessage("Rank a.")], schema, role: "ranker" });

describe("an answer without tools", () => {
  it("is asked for by the schema, without keywords that servers refuse", async () => {
    const { llm, formats } = await startModel(answered);
    expect((await ask(llm)).answer).toEqual({ minLength: "m", ranking: ["a"] });
    expect(formats()).toEqual([
      {
        type: "json_schema",
        json_schema: {
          name: "answer",
          strict: true,
          schema: {
            type: "object",
            properties: {
              minLength: { type: "string" },
              ranking: { type: "array", minItems: 1, items: { type: "string" } },
            },
            required: ["minLength", "ranking"],
            additionalProperties: false,
          },
        },
      },
    ]);
  });

  it.each([
    { message: "Not supported here.", param: "response_format" },
    { message: "This model has no structured outputs." },
    { message: "failed to parse grammar" },
  ])("is asked for without the schema once the server refused it: %j", async (error) => {
    const { llm, notes, formats } = await startModel((response, n, request) =>
      request.body["response_format"] === undefined
        ? answered(response, n, request)
        : refuse(response, 400, error),
    );
    await ask(llm);
    await ask(llm);
    expect(formats().map((format) => format !== undefined)).toEqual([true, false, false]);
    expect(notes).toEqual(['S refuses "response_format", which is left out from now on.']);
  });

  // openai 6.49.0 throws for such replies where it sends the schema itself: findings/chatopenai-loses-the-reply-...
  it.each([
    ["cut off", completion('{"minLength": "m", "rank', { finish_reason: "length" })],
    ["filtered", completion('{"min', { finish_reason: "content_filter" })],
    ["prose of a server that ignores the schema", completion("I would rank a first.")],
  ])("is returned with the reason if it is %s", async (_, unreadable) => {
    const { llm } = await startModel((response, n, request) =>
      n === 1 ? reply(response, unreadable) : answered(response, n, request),
    );
    const { messages } = await ask(llm);
    expect(messages).toHaveLength(3);
    expect(messages[1]?.text).toContain("could not be read");
  });

  it("is asked for without the schema if the user says so", async () => {
    const { llm, formats } = await startModel(answered, { response_format: null });
    await ask(llm);
    expect(formats()).toEqual([undefined]);
  });
});

it("does not constrain replies that may call tools, and no other model", async () => {
  const { llm, formats } = await startModel(answered);
  const look = tool(() => "", { name: "look", description: "d", schema: z.object({}) });
  const question = { messages: [new HumanMessage("Rank a.")], schema, role: "ranker" };
  await askModelWithTools({ ...question, model: llm.bindTools!([look]) as never, tools: [look] });
  expect(formats()).toEqual([undefined]);

  let options = {};
  class WatchedModel extends OfflineModel {
    override async _generate(...given: Parameters<OfflineModel["_generate"]>) {
      options = given[1];
      return super._generate(...given);
    }
  }
  await ask(new WatchedModel()).catch(() => undefined);
  expect(options).not.toHaveProperty("star_answer_schema");
});
