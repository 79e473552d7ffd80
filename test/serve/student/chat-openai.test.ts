import { AIMessage, HumanMessage, type ToolMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { createStudent } from "../../../src/graphs/student.js";
import { modelOf, TURNS } from "../../graphs/student-support.js";
import { collect } from "../../graphs/support.js";
import { tinyShop } from "../../support/tiny-shop.js";
import { task } from "../../tools/support.js";
import {
  callPart,
  counted,
  NAME,
  PacedModel,
  part,
  start,
  tools,
  until,
  USAGE,
} from "./support.js";

const look = tool(() => "It is red.", {
  name: "look",
  description: "Looks.",
  schema: z.object({ id: z.string() }),
});

describe("ChatOpenAI", () => {
  it("returns an answer with its usage", async () => {
    const { chat } = await start({ model: fakeModel().respond(counted("Hi.")) });
    const answer = await chat.invoke("Hello?");
    expect(answer.text).toBe("Hi.");
    expect(answer.usage_metadata).toMatchObject(USAGE);
  });

  it("executes a call and sends its result", async () => {
    const call = { id: "c1", name: "look", args: { id: "i1" } };
    const model = fakeModel()
      .respond(new AIMessage({ content: "I look.", tool_calls: [call] }))
      .respond(new AIMessage("Red."));
    const { chat } = await start({ model });
    const bound = chat.bindTools([look]);
    const question = new HumanMessage("Which color?");
    const asking = await bound.invoke([question]);
    expect(asking.tool_calls).toMatchObject([call]);
    const answer: ToolMessage = await look.invoke(asking.tool_calls![0]!);
    expect((await bound.invoke([question, asking, answer])).text).toBe("Red.");
    expect(model.calls[1]!.messages.map(({ text }) => text)).toEqual([
      "Which color?",
      "I look.",
      "It is red.",
    ]);
  });

  it("streams text, calls and usage", async () => {
    const model = new PacedModel(
      part("I "),
      part("look."),
      callPart({ index: 0, id: "c1", name: "look", args: '{"id":' }),
      callPart({ index: 0, args: '"i1"}' }),
      part("", { usage_metadata: USAGE }),
    );
    const { chat } = await start({ model });
    const parts = await collect(await chat.bindTools([look]).stream("?"), (one) => one);
    const whole = parts.reduce((sum, one) => sum.concat(one));
    expect(whole.text).toBe("I look.");
    expect(whole.tool_calls).toMatchObject([{ id: "c1", name: "look", args: { id: "i1" } }]);
    expect(whole.usage_metadata).toMatchObject(USAGE);
    expect(model.asked[0]?.options.tools).toMatchObject([{ function: { name: "look" } }]);
  });

  it("aborts the model when the client aborts", async () => {
    const model = new PacedModel("hang");
    const { chat } = await start({ model });
    const stop = new AbortController();
    const answer = chat.invoke("Hello?", { signal: stop.signal });
    await until(() => model.asked.length === 1);
    stop.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await until(() => model.abortReasons.length === 1);
  });

  it("does not retry an invalid request", async () => {
    let asked = 0;
    const model = fakeModel().respond(() => (asked++, new AIMessage("Hi.")));
    const { server } = await start({ model });
    const chat = new ChatOpenAI({
      model: NAME,
      apiKey: "no-key",
      configuration: { baseURL: `${server.url}/v1` },
      modelKwargs: { n: 2 },
      maxRetries: 5,
    });
    await expect(chat.invoke("Hello?")).rejects.toMatchObject({ status: 400, param: "n" });
    expect(asked).toBe(0);
  });

  it("runs a student graph like the model in process", async () => {
    const { chat } = await start({ model: modelOf() });
    const play = async (llm: Parameters<typeof createStudent>[0]["llm"]) => {
      const graph = createStudent({ llm, tools }).compile();
      const answer = await graph.invoke(toGraphInput(task, tinyShop), { context: { task } });
      return [answer.ranking, answer.messages.map(({ text }) => text)];
    };
    expect(await play(chat)).toEqual(await play(modelOf(TURNS)));
  });
});
