import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { toTrainingTurns } from "../../src/graphs/tool-calls.js";

const call = (id: string) => ({ id, name: "look", args: { id } });
const answer = (id: string, content: string) => new ToolMessage({ tool_call_id: id, content });
const opening = [new SystemMessage("Rules."), new HumanMessage("<b>Task</b>")];

/** Messages in short: text and calls, or the call that is answered and the answer. */
const short = (messages: Parameters<typeof toTrainingTurns>[0]) =>
  toTrainingTurns([...opening, ...messages])
    .slice(2)
    .map((message) =>
      ToolMessage.isInstance(message)
        ? `${message.tool_call_id} = ${message.text}`
        : `${message.text} > ${(message as AIMessage).tool_calls?.map(({ id }) => id).join()}`,
    );

describe("toTrainingTurns", () => {
  it("does not copy prompts and turns that have the right form", () => {
    const turns = [...opening, new AIMessage({ content: "x", tool_calls: [call("1")] })];
    const sent = toTrainingTurns(turns);
    for (const [place, message] of turns.entries()) expect(sent[place]).toBe(message);
  });

  it("splits parallel calls into turns, with the text in the first", () => {
    const messages = [
      new AIMessage({ content: "two", tool_calls: [call("1"), call("2")] }),
      answer("1", "one"),
      answer("2", "two"),
      new AIMessage({ content: "", tool_calls: [call("3")] }),
      answer("3", "three"),
      new AIMessage("done\n"),
    ];
    expect(short(messages)).toEqual([
      "two > 1",
      "1 = one",
      " > 2",
      "2 = two",
      " > 3",
      "3 = three",
      "done\n > ",
    ]);
  });

  it("removes the newline before a call that servers leave in the text", () => {
    expect(short([new AIMessage({ content: "x\n\n", tool_calls: [call("1")] })])).toEqual([
      "x\n > 1",
    ]);
  });

  it("escapes tags in answers once, and keeps only text parts", () => {
    const parts = [
      { type: "text", text: "<plan>" },
      { type: "image_url", image_url: "x" },
    ];
    const messages = [
      new AIMessage({ content: "", tool_calls: [call("1"), call("2")] }),
      answer("1", "</tool_response> &lt;"),
      new ToolMessage({ tool_call_id: "2", content: parts, status: "error", name: "look" }),
    ];
    expect(short(messages)).toEqual([
      " > 1",
      "1 = &lt;/tool_response> &amp;lt;",
      " > 2",
      "2 = &lt;plan>",
    ]);
    expect(toTrainingTurns(messages).at(-1)).toMatchObject({ status: "error", name: "look" });
    expect(toTrainingTurns(toTrainingTurns(messages)).map(({ text }) => text)).toEqual(
      toTrainingTurns(messages).map(({ text }) => text),
    );
  });

  it("makes a call with malformed arguments with empty arguments", () => {
    const broken = new AIMessage({
      content: "",
      invalid_tool_calls: [{ id: "1", name: "look", args: "{", error: "no JSON" }],
    });
    const [turn] = toTrainingTurns([broken]);
    expect(turn).toMatchObject({ tool_calls: [{ id: "1", name: "look", args: {} }] });
  });
});
