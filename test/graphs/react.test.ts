import { HumanMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import { createReactRecommender } from "../../src/graphs/react.js";
import { OfflineModel } from "../../src/models/offline/offline-model.js";
import { createTools } from "../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";
import { EVIDENCE, HISTORY, says } from "./student-support.js";

const input = toGraphInput(task, tinyShop);
const context = { task };
const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const ANSWER = JSON.stringify({ ranking: task.candidates.toReversed() });

describe("createReactRecommender", () => {
  it("calls tools until it answers, and reads the answer leniently", async () => {
    const llm = fakeModel()
      .respond(says("First the history.", HISTORY))
      .respond(says("", EVIDENCE))
      .respond(says("So:\n1. [e] best\n2. [f]\n3. [d]"));
    const { ranking, messages } = await createReactRecommender({ llm, tools })
      .compile()
      .invoke(input, { context });
    expect(ranking).toEqual(["e", "f", "d"]);
    expect(messages.map((message) => message.getType())).toEqual(
      "system human ai tool ai tool ai".split(" "),
    );
    expect(messages[3]?.text).toContain("User u1 has");
  });

  it("returns an answer without enough candidates with the reason", async () => {
    const llm = fakeModel().respond(says('{"ranking": ["nothing"]}')).respond(says(ANSWER));
    const { ranking } = await createReactRecommender({ llm, tools: [] }).compile().invoke(input);
    expect(ranking).toEqual(task.candidates.toReversed());
    const reason = llm.calls[1]?.messages.at(-1);
    expect(HumanMessage.isInstance(reason) && reason.text).toMatch(
      /"nothing" is not a candidate; it has 0 candidates/,
    );
  });

  it("fails when the last attempt cannot be read either", async () => {
    const llm = fakeModel().respond(says("Well.")).respond(says("Well, well."));
    const react = createReactRecommender({ llm, tools: [], maxRepairs: 1 }).compile();
    await expect(react.invoke(input)).rejects.toMatchObject({ code: "MODEL_ANSWER_INVALID" });
  });

  it("offers no tools in the turn after the last round", async () => {
    const llm = fakeModel()
      .respond(says("", HISTORY))
      .respond(says("", EVIDENCE))
      .respond(says(ANSWER));
    const react = createReactRecommender({ llm, tools, maxToolRounds: 1 }).compile();
    expect((await react.invoke(input, { context })).ranking).toHaveLength(task.candidates.length);
    expect(llm.calls[1]?.messages.at(-1)?.text).toContain("Answer now.");
    expect(llm.calls[2]?.messages.at(-1)?.text).toContain("no tool can be called now");
  });

  it("starts over with a new task in the same thread", async () => {
    const llm = fakeModel().respond(says(ANSWER));
    const react = createReactRecommender({ llm, tools: [] }).compile();
    const before = { ...input, messages: [new HumanMessage("An earlier task.")], ranking: ["x"] };
    const { messages } = await react.invoke(before);
    expect(messages.map(({ text }) => text).join()).not.toContain("An earlier task.");
  });

  it("works with the offline model, which reads the evidence", async () => {
    const react = createReactRecommender({ llm: new OfflineModel(), tools }).compile();
    const { ranking, messages } = await react.invoke(input, { context });
    expect(ranking.toSorted()).toEqual(task.candidates.toSorted());
    expect(messages.filter((message) => message.getType() === "tool")).toHaveLength(2);
  });

  it("refuses a tool whose name the graph uses", () => {
    const [tool] = tools;
    const named = Object.assign(Object.create(tool!), { name: "model" });
    expect(() => createReactRecommender({ llm: new OfflineModel(), tools: [named] })).toThrow(
      /"model"/,
    );
  });
});
