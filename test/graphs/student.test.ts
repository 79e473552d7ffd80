import { AIMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { STUDENT_PROMPT } from "../../src/graphs/agents/student-prompt.js";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import {
  createStudent,
  type CreateStudentOptions,
  createStudentRunner,
} from "../../src/graphs/student.js";
import { createUsageMeter } from "../../src/graphs/usage-meter.js";
import { createTools } from "../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";
import { EVIDENCE, HISTORY, modelOf, recommend, says, TURNS } from "./student-support.js";

const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const input = toGraphInput(task, tinyShop);

interface RunOptions {
  readonly maxTurns?: number;
  readonly tools?: typeof tools;
}

const FORMS = [
  {
    name: "createStudent",
    create: (options: CreateStudentOptions) => createStudent(options).compile(),
  },
  { name: "createStudentRunner", create: createStudentRunner },
] as const;

const types = (messages: readonly BaseMessage[]) => messages.map((message) => message.getType());

describe.each(FORMS)("$name", ({ create }) => {
  /** Runs a student that says these turns; gives its answer, and what its model was sent each time. */
  async function run(turns: readonly AIMessage[], options: RunOptions = {}) {
    const llm = modelOf(turns);
    const answer = await create({ llm, tools, ...options }).invoke(input, { context: { task } });
    return { ...answer, sent: llm.calls.map(({ messages }) => messages) };
  }

  it("has one conversation: system prompt and task, calls and answers, the recommendation", async () => {
    const { messages, ranking, scores, sent } = await run(TURNS);
    expect(types(messages)).toEqual(["system", "human", "ai", "tool", "ai", "tool", "ai"]);
    expect(messages.slice(0, 2).map(({ text }) => text)).toEqual([STUDENT_PROMPT, input.opening]);
    expect(messages[3]!.text).toMatch(/^User u1 has 3 earlier choices/);
    expect(sent.map(({ length }) => length)).toEqual([2, 4, 6]);
    expect(sent[2]!.map(({ text }) => text)).toEqual(messages.slice(0, -1).map(({ text }) => text));
    expect({ ranking, scores }).toEqual({ ranking: ["e", "d"], scores: undefined });
  });

  it("reads a recommendation in another form, without changing the message", async () => {
    const text = "<recommend>\n1. [e] Item e\n2. [d] Item d\n</recommend>";
    const { messages, ranking } = await run([says(text)]);
    expect(ranking).toEqual(["e", "d"]);
    expect(messages.at(-1)?.text).toBe(text);
  });

  it("returns only the conversation, the ranking and the scores", async () => {
    const student = create({ llm: modelOf(), tools });
    const answer = await student.invoke(input, { context: { task } });
    expect(Object.keys(answer).filter((key) => key !== "scores")).toEqual(["messages", "ranking"]);
  });

  it("runs calls of one message in parallel, and shows them to the model as one call per turn", async () => {
    const { messages, sent } = await run([says("", EVIDENCE, HISTORY), says(recommend("f"))]);
    expect(types(messages)).toEqual(["system", "human", "ai", "tool", "tool", "ai"]);
    expect(types(sent[1]!)).toEqual(["system", "human", "ai", "tool", "ai", "tool"]);
    expect(sent[1]![3]!.text).toMatch(/^Evidence/);
    expect(sent[1]![5]!.text).toMatch(/^User u1 has/);
  });

  it.each([
    ["an unknown tool", says("", ["buy", {}]), 'Tool "buy" not found'],
    ["bad arguments", says("", ["lookup_user_history", { user_id: 1 }]), "did not match"],
    [
      "arguments that are no JSON",
      new AIMessage({
        content: "",
        invalid_tool_calls: [{ id: "1", name: "search_neighbors", args: "{", error: "no JSON" }],
      }),
      "did not match",
    ],
  ])("reports %s to the model and continues", async (_, turn, reason) => {
    const { ranking, sent } = await run([turn, says(recommend("d"))]);
    const answer = sent[1]!.at(-1);
    expect(answer).toMatchObject({ status: "error" });
    expect(answer!.text).toContain(reason);
    expect(ranking).toEqual(["d"]);
  });

  it.each([
    { text: recommend("e", "x", "e", "d"), ranking: ["e", "d"] },
    { text: '<recommend>\n["f", "d', ranking: ["f"] },
    { text: "I would rather not.", ranking: [] },
    { text: "", ranking: [] },
  ])("reads $ranking from $text", async ({ text, ranking }) => {
    expect(await run([says(text)])).toMatchObject({ ranking });
  });

  it("ends with an empty ranking when its turns run out, and keeps to the recursion limit", async () => {
    const endless = Array.from({ length: 12 }, (_, turn) => says(`${turn}`, HISTORY));
    const { ranking, sent, messages } = await run(endless);
    expect(ranking).toEqual([]);
    expect(sent).toHaveLength(12);
    expect(messages.filter((message) => ToolMessage.isInstance(message))).toHaveLength(11);
    const once = await run([says(recommend("e"), HISTORY)], { maxTurns: 1 });
    expect(once).toMatchObject({ ranking: [], sent: [expect.anything()] });
  });

  it("returns the scores of the last message if they are numbers", async () => {
    const scored = (candidate_scores: unknown) =>
      new AIMessage({ content: recommend("e"), response_metadata: { candidate_scores } });
    const scores = { d: 1, e: -2.5, f: 0 };
    expect(await run([scored(scores)])).toMatchObject({ scores });
    for (const broken of [{ ...scores, d: NaN }, { d: Infinity }, { d: "1" }, [1], null]) {
      expect((await run([scored(broken)])).scores).toBeUndefined();
    }
  });

  it("works without tools", async () => {
    const { messages } = await run([says(recommend("e"), HISTORY)], { tools: [] });
    expect(types(messages)).toEqual(["system", "human", "ai"]);
  });

  it.each([0, 1.5])("rejects %s turns", (maxTurns) => {
    expect(() => create({ llm: modelOf(), tools, maxTurns })).toThrow(/maxTurns is/);
  });

  it("counts model calls, repairs and the answers of tools by callbacks", async () => {
    const meter = createUsageMeter();
    const answers: unknown[] = [];
    const callbacks = [meter.handler, { handleToolEnd: (answer: unknown) => answers.push(answer) }];
    const turns = [...TURNS.slice(0, 2), says("1. [e] Item e\n2. [d] Item d")];
    const student = create({ llm: modelOf(turns), tools });
    const { ranking } = await student.invoke(input, { context: { task }, callbacks });
    expect(ranking).toEqual(["e", "d"]);
    expect(meter.read().modelCalls).toBe(3);
    expect(Object.keys(meter.readRepairs())).toEqual(["ranking_as_list", "ranking_ids"]);
    expect(answers).toHaveLength(2);
  });

  it("ends when its signal is aborted", async () => {
    const llm = modelOf();
    const gone = create({ llm, tools }).invoke(input, { signal: AbortSignal.abort() });
    await expect(gone).rejects.toThrow(/abort/i);
    expect(llm.calls).toHaveLength(0);
    const controller = new AbortController();
    const callbacks = [{ handleToolStart: () => controller.abort() }];
    const aborted = create({ llm, tools }).invoke(input, {
      context: { task },
      signal: controller.signal,
      callbacks,
    });
    await expect(aborted).rejects.toThrow(/abort/i);
    expect(llm.calls.length).toBeLessThan(3);
  });

  it("rejects an input that is not a task", async () => {
    const { opening: _, ...rest } = input;
    const failed = create({ llm: modelOf(), tools }).invoke(rest as typeof input);
    await expect(failed).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});
