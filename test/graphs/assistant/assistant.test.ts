import { HumanMessage } from "@langchain/core/messages";
import { MemorySaver } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import {
  createStudentAssistant,
  createTeacherAssistant,
} from "../../../src/graphs/assistant/assistant.js";
import { describeAssistantTask } from "../../../src/graphs/assistant/assistant-task.js";
import { DEFAULT_AGENTS } from "../../../src/graphs/agents/default-agents.js";
import { recommend } from "../../../src/graphs/recommend.js";
import { createTeacher } from "../../../src/graphs/teacher.js";
import { OfflineModel } from "../../../src/models/offline/offline-model.js";
import { createTools } from "../../../src/tools/create-tools.js";
import type { Dataset } from "../../../src/types.js";
import { fitTinyShop, tinyShop } from "../../support/tiny-shop.js";
import { modelOf } from "../student-support.js";

const index = await fitTinyShop();
const llm = new OfflineModel();

function openTeacher(dataset: Dataset = tinyShop) {
  const checkpointer = new MemorySaver();
  return createTeacherAssistant({ llm, dataset, index }).compile({ checkpointer });
}

const inThread = (thread_id: string) => ({ configurable: { thread_id } });
const asks = (text: string) => ({ messages: [new HumanMessage(text)] });

describe("createTeacherAssistant", () => {
  it("ranks for a user id alone as recommend does, and returns no internal channel", async () => {
    const answer = await openTeacher().invoke({ userId: "u1" }, inThread("1"));
    const teacher = createTeacher({ llm, tools: createTools({ index, dataset: tinyShop }) });
    const expected = await recommend(teacher.compile(), {
      userId: "u1",
      dataset: tinyShop,
      index,
    });
    expect(answer.ranking).toEqual(expected.ranking.map(({ itemId }) => itemId));
    expect(answer.reasoning).toBe(expected.reasoning);
    expect(Object.keys(answer).toSorted()).toEqual([
      "candidates",
      "messages",
      "ranking",
      "reasoning",
      "userId",
    ]);
  });

  it("answers a message that names a user with titles in a code block", async () => {
    const title = "```\n![x](https://example.com/x.png)";
    const items = new Map(tinyShop.items).set("d", { id: "d", title, categories: [] });
    const teacher = openTeacher({ ...tinyShop, items });
    const { messages, ranking } = await teacher.invoke(asks("For user u1, please."), inThread("1"));
    expect(messages.map((message) => message.getType())).toEqual(["human", "ai"]);
    const lines = messages.at(-1)?.text.split("\n") ?? [];
    expect(lines[0]).toBe("````text");
    expect(lines.at(-1)).toBe("````");
    expect(lines.slice(1, -1)).not.toContain("````");
    expect(lines).toContain(`${ranking.indexOf("d") + 1}. [d] ${JSON.stringify(title)}`);
  });

  it.each([
    { text: "Hello!", expected: /names none of them.*user "u1"/s },
    { text: "u1 or u2?", expected: /several users \("u1", "u2"\)/ },
  ])("answers $text with what can be asked", async ({ text, expected }) => {
    const { messages, ranking } = await openTeacher().invoke(asks(text), inThread("1"));
    expect(messages.at(-1)?.text).toMatch(expected);
    expect(ranking).toEqual([]);
  });

  it.each([
    { input: {}, expected: /neither a `userId` nor a message.*"userId": "u1"/s },
    { input: { userId: "nobody" }, expected: /There is no user "nobody"/ },
    { input: { userId: "u1", candidates: ["d", "x"] }, expected: /candidates\[1\] is "x"/ },
  ])("fails for the input $input", async ({ input, expected }) => {
    await expect(openTeacher().invoke(input, inThread("1"))).rejects.toThrow(expected);
  });

  it("reads how many candidates to retrieve from the context, and says what is wrong with it", async () => {
    const teacher = openTeacher();
    const context = { retrieve: "als", candidateCount: 2 } as const;
    const { ranking } = await teacher.invoke({ userId: "u1" }, { ...inThread("1"), context });
    expect(ranking).toHaveLength(2);
    const wrong = { ...inThread("2"), context: { ...context, candidateCount: 1 } };
    await expect(teacher.invoke({ userId: "u1" }, wrong)).rejects.toThrow(/candidateCount/);
  });

  it("retrieves candidates anew for another user of a thread, and ranks given ones", async () => {
    const teacher = openTeacher();
    const first = await teacher.invoke({ userId: "u1" }, inThread("1"));
    expect(first.candidates.toSorted()).toEqual(["d", "e", "f"]);
    const second = await teacher.invoke(asks("And for user u5?"), inThread("1"));
    expect(second.userId).toBe("u5");
    expect(second.candidates.toSorted()).toEqual(["a", "b", "c", "f"]);
    const given = { userId: "u1", candidates: ["f", "a"] };
    const third = await teacher.invoke(given, inThread("1"));
    expect(third.candidates).toEqual(["f", "a"]);
    expect(third.ranking.toSorted()).toEqual(["a", "f"]);
  });

  it("asks for no task after a message that names nobody, also in the thread of another task", async () => {
    const teacher = openTeacher();
    await teacher.invoke({ userId: "u1" }, inThread("1"));
    const { ranking, messages } = await teacher.invoke(asks("u2 or u3?"), inThread("1"));
    expect(ranking).toEqual([]);
    expect(messages.at(-1)?.text).toMatch(/several users/);
  });

  it("can be interrupted before an agent and resumed", async () => {
    const teacher = openTeacher();
    const agents = DEFAULT_AGENTS.map(({ name }) => name);
    await teacher.invoke({ userId: "u1" }, { ...inThread("1"), interruptBefore: agents });
    const { next, values } = await teacher.getState(inThread("1"));
    expect(next.length).toBeGreaterThan(0);
    expect(next.filter((name) => !agents.includes(name))).toEqual([]);
    expect(values.findings).toEqual([]);
    const { ranking } = await teacher.invoke(null, inThread("1"));
    expect(ranking).toHaveLength(3);
  });

  it("rejects an agent with the name of one of its nodes, and wrong options", () => {
    const [agent] = DEFAULT_AGENTS;
    const agents = [{ ...agent!, name: "open_task" }];
    const create = () => createTeacherAssistant({ llm, dataset: tinyShop, index, agents });
    expect(create).toThrow(/"open_task" is taken/);
    const missing = { llm, index } as unknown as Parameters<typeof createTeacherAssistant>[0];
    expect(() => createTeacherAssistant(missing)).toThrow(/dataset/);
    const unknown = { llm, dataset: tinyShop, index, maxTurns: 3 };
    expect(() => createTeacherAssistant(unknown)).toThrow(/maxTurns/);
  });
});

describe("createStudentAssistant", () => {
  it("has the student's conversation, and names what the student did not rank", async () => {
    const student = createStudentAssistant({ llm: modelOf(), dataset: tinyShop, index }).compile();
    const { messages, ranking } = await student.invoke(asks("For user u1."));
    expect(ranking).toEqual(["e", "d"]);
    const types = ["system", "human", "ai", "tool", "ai", "tool", "ai", "ai"];
    expect(messages.map((message) => message.getType())).toEqual(types);
    expect(messages[1]?.text).toMatch(/User: u1/);
    expect(messages.at(-1)?.text).toMatch(/1\. \[e\].*2\. \[d\].*Not ranked:\n- \[f\]/s);
  });

  it("keeps the message of a person who names nobody", async () => {
    const student = createStudentAssistant({ llm: modelOf(), dataset: tinyShop, index }).compile();
    const { messages } = await student.invoke(asks("Hello!"));
    expect(messages.map((message) => message.getType())).toEqual(["human", "ai"]);
  });
});

describe("the teacher in a thread", () => {
  it("reads no reports of the thread's earlier task", async () => {
    const fresh = openTeacher();
    await fresh.invoke({ userId: "u5" }, inThread("1"));
    const alone = await fresh.getState(inThread("1"));
    const used = openTeacher();
    await used.invoke({ userId: "u1" }, inThread("1"));
    await used.invoke({ userId: "u5" }, inThread("1"));
    const after = await used.getState(inThread("1"));
    expect(after.values.findings).toEqual(alone.values.findings);
    expect(after.values.reflections).toEqual(alone.values.reflections);
  });
});

describe("describeAssistantTask", () => {
  it("is the task of an output, and null without one", () => {
    const output = { userId: "u1", candidates: ["d", "e"] };
    expect(describeAssistantTask({ runId: "r", output }, tinyShop)).toEqual({
      id: "request/r",
      dataset: "tiny",
      synthetic: true,
      scenario: "classic",
      split: "test",
      draw: 0,
      seed: 0,
      userId: "u1",
      candidates: ["d", "e"],
    });
    expect(describeAssistantTask({ runId: "r", output: undefined }, tinyShop)).toBeNull();
  });
});

describe("createTools with histories", () => {
  it("reads histories with days when a run has no task", async () => {
    const args = { user_id: "u1", window: "all", limit: 10 };
    const histories = [...tinyShop.interactions].filter(({ itemId }) => itemId !== "c");
    const [dated] = createTools({ index, dataset: tinyShop, histories });
    const [fitted] = createTools({ index, dataset: tinyShop });
    const answers = [String(await dated?.invoke(args)), String(await fitted?.invoke(args))];
    expect(answers[0]).toMatch(/1970-01-02/);
    expect(answers[0]).not.toMatch(/Item c/);
    expect(answers[1]).not.toMatch(/1970/);
    expect(answers[1]).toMatch(/Item c/);
  });
});
