import type { BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { Command, interrupt, isInterrupted, MemorySaver } from "@langchain/langgraph";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import { createStudent } from "../../src/graphs/student.js";
import { createTools } from "../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";
import { EVIDENCE, modelOf, recommend, says, TURNS } from "./student-support.js";
import { collect } from "./support.js";

const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const input = toGraphInput(task, tinyShop);
const context = { task };
const thread = { configurable: { thread_id: "1" }, context };
const texts = ({ messages }: { messages: BaseMessage[] }) => messages.map(({ text }) => text);

describe("the student as a LangGraph graph", () => {
  it("stops before a tool and resumes from its checkpoint with the same result", async () => {
    const straight = await createStudent({ llm: modelOf(), tools })
      .compile()
      .invoke(input, { context });
    const stopping = createStudent({ llm: modelOf(), tools }).compile({
      checkpointer: new MemorySaver(),
      interruptBefore: ["translate_evidence"],
    });
    expect((await stopping.invoke(input, thread)).ranking).toEqual([]);
    expect((await stopping.getState(thread)).next).toEqual(["translate_evidence"]);
    const resumed = await stopping.invoke(null, thread);
    expect(texts(resumed)).toEqual(texts(straight));
    expect(resumed.ranking).toEqual(straight.ranking);
  });

  it("starts a new conversation for a second task in the same thread", async () => {
    const llm = modelOf([...TURNS, says("I do not know.")]);
    const student = createStudent({ llm, tools }).compile({ checkpointer: new MemorySaver() });
    expect((await student.invoke(input, thread)).ranking).toEqual(["e", "d"]);
    const again = await student.invoke(input, thread);
    expect(again).toMatchObject({ ranking: [] });
    expect(again.messages).toHaveLength(3);
    expect(llm.calls.at(-1)!.messages).toHaveLength(2);
  });

  it("interrupts inside a tool and resumes with the answer", async () => {
    const ask = tool(() => String(interrupt("May I look?")), {
      name: "ask_person",
      description: "Asks a person.",
      schema: z.object({}),
    });
    const llm = modelOf([says("", ["ask_person", {}], EVIDENCE), says(recommend("e"))]);
    const student = createStudent({ llm, tools: [...tools, ask] }).compile({
      checkpointer: new MemorySaver(),
    });
    const asked = await student.invoke(input, thread);
    expect(isInterrupted(asked) && asked.__interrupt__).toMatchObject([{ value: "May I look?" }]);
    const answer = await student.invoke(new Command({ resume: "<plan>" }), thread);
    expect(answer.ranking).toEqual(["e"]);
    expect(answer.messages[3]!.text).toBe("<plan>");
    expect(llm.calls[1]!.messages[3]!.text).toBe("&lt;plan>");
  });

  it("streams updates by node", async () => {
    const student = createStudent({ llm: modelOf(), tools }).compile();
    const stream = await student.stream(input, { context, streamMode: "updates" });
    expect(await collect(stream, (update) => Object.keys(update)[0])).toEqual([
      "tell_task",
      "model",
      "lookup_user_history",
      "model",
      "translate_evidence",
      "model",
    ]);
  });

  it("streams messages with the node that wrote them", async () => {
    const student = createStudent({ llm: modelOf(), tools }).compile();
    const stream = await student.stream(input, { context, streamMode: "messages" });
    const written = await collect(
      stream,
      ([message, metadata]) => `${message.getType()} by ${String(metadata["langgraph_node"])}`,
    );
    expect(written).toContain("tool by lookup_user_history");
    expect(written.filter((line) => line === "ai by model")).toHaveLength(3);
  });

  it("stops when it is aborted", async () => {
    const student = createStudent({ llm: modelOf(), tools }).compile();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(student.invoke(input, { context, signal })).rejects.toThrow();
  });

  it("has types for input and output", () => {
    const student = createStudent({ llm: modelOf(), tools }).compile();
    type Answer = Awaited<ReturnType<typeof student.invoke>>;
    expectTypeOf<Answer["ranking"]>().toEqualTypeOf<string[]>();
    expectTypeOf<Answer["messages"]>().toEqualTypeOf<BaseMessage[]>();
    expectTypeOf<Answer["scores"]>().toEqualTypeOf<Record<string, number> | undefined>();
    expectTypeOf(input).toExtend<Parameters<typeof student.invoke>[0]>();
  });
});
