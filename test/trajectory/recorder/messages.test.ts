import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { Command } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { createMessageReader } from "../../../src/trajectory/recorder/message-reader.js";
import {
  answersOf,
  findToolAnswers,
  promptOf,
  readModelInput,
  readModelReply,
} from "../../../src/trajectory/recorder/messages.js";
import { toToolDefinitions } from "../../../src/trajectory/recorder/tools.js";

const keep = createMessageReader((text) => text);
const inputOf = (inputs: object) => {
  const input = readModelInput({ inputs } as never, keep);
  return { prompt: promptOf(input), answers: answersOf(input) };
};
const replyOf = (generation: unknown) =>
  readModelReply({ outputs: { generations: [[generation]] } } as never, keep);
const answerTo = (id: string) => new ToolMessage({ content: `to ${id}`, tool_call_id: id });

describe("readModelInput", () => {
  it("separates the prompt from the answers after the last reply", () => {
    const messages = [
      new SystemMessage("s"),
      new HumanMessage("u"),
      new AIMessage("first"),
      answerTo("old"),
      new AIMessage("second"),
      answerTo("new"),
      new HumanMessage("go on"),
    ];
    expect(inputOf({ messages: [messages] })).toEqual({
      prompt: [
        { role: "system", content: "s" },
        { role: "user", content: "u" },
      ],
      answers: [{ rawCallId: "new", name: "", content: "to new", status: "success" }],
    });
  });

  it("ends the prompt at a tool answer, too", () => {
    expect(inputOf({ messages: [[new HumanMessage("u"), answerTo("x")]] })).toMatchObject({
      prompt: [{ role: "user", content: "u" }],
      answers: [{ rawCallId: "x" }],
    });
  });

  it("reads the prompt of a text model, and nothing from other input", () => {
    const prompt = [{ role: "user", content: "Say." }];
    expect(inputOf({ prompts: ["Say.", "other"] })).toEqual({ prompt, answers: [] });
    expect(inputOf({ messages: "Say." })).toEqual({ prompt: [], answers: [] });
    expect(inputOf({ messages: [["Say.", { content: "Say." }]] })).toEqual({
      prompt: [],
      answers: [],
    });
  });
});

describe("readModelReply", () => {
  it("reads text, calls, tokens and the model's name", () => {
    const message = new AIMessage("hi");
    Object.assign(message, {
      tool_calls: [
        { id: "x", name: "look", args: { id: 1 } },
        { name: "look", args: {} },
      ],
      invalid_tool_calls: [{ id: "y", name: "look", args: "{" }, {}],
      usage_metadata: { input_tokens: 2.6, output_tokens: -1, total_tokens: 2 },
      response_metadata: { model_name: "m" },
    });
    expect(replyOf({ message, text: "not this" })).toEqual({
      repairs: [],
      isWhole: true,
      message: {
        role: "assistant",
        content: "hi",
        calls: [
          { id: "x", name: "look", arguments: { id: 1 } },
          { id: "", name: "look", arguments: {} },
          { id: "y", name: "look", arguments: "{", invalid: true },
          { id: "", name: "", arguments: "", invalid: true },
        ],
      },
      text: "hi",
      calls: [
        { rawCallId: "x", name: "look", arguments: { id: 1 } },
        { rawCallId: "", name: "look", arguments: {} },
        { rawCallId: "y", name: "look", arguments: "{" },
        { rawCallId: "", name: "", arguments: "" },
      ],
      inputTokens: 3,
      outputTokens: 0,
      modelName: "m",
      finishReason: null,
      sampled: undefined,
    });
  });

  it("reads the text of a text model", () => {
    const message = { role: "assistant", content: "hi" };
    const reply = { message, text: "hi", calls: [], inputTokens: 0, modelName: undefined };
    expect(replyOf({ text: "hi" })).toMatchObject(reply);
    expect(replyOf({ text: "hi", message: new HumanMessage("other") })).toMatchObject(reply);
  });

  it.each([null, [1], "abc"])("keeps the arguments %j as text in the steps", (args) => {
    const message = new AIMessage({
      content: "",
      tool_calls: [{ id: "x", name: "add", args: args as never, type: "tool_call" }],
    });
    expect(replyOf({ message })).toMatchObject({
      message: { calls: [{ arguments: args, invalid: true }] },
      calls: [{ arguments: typeof args === "string" ? args : JSON.stringify(args) }],
    });
  });

  it("ignores a name and token counts of other types", () => {
    const message = new AIMessage("hi");
    Object.assign(message, {
      usage_metadata: { input_tokens: "7" },
      response_metadata: { model_name: 7 },
    });
    expect(replyOf({ message })).toMatchObject({ inputTokens: 0, modelName: undefined });
  });

  it.each([undefined, { outputs: {} }, { outputs: { generations: [] } }])(
    "is undefined for a run with %o",
    (run) => expect(readModelReply({ ...run } as never, keep)).toBeUndefined(),
  );

  it("is undefined without a generation", () => expect(replyOf(undefined)).toBeUndefined());
});

describe("findToolAnswers", () => {
  const idsOf = (value: unknown) => findToolAnswers(value, keep).map(({ rawCallId }) => rawCallId);

  it.each([
    { name: "a message", value: answerTo("x") },
    { name: "a list", value: [answerTo("x"), new AIMessage("a"), null, "text", 7] },
    { name: "a state update", value: { messages: [answerTo("x")], other: null } },
    {
      name: "an object without a prototype",
      value: Object.assign(Object.create(null), { a: answerTo("x") }),
    },
    {
      name: "a command",
      value: new Command({ goto: "next", update: { messages: [answerTo("x")] } }),
    },
    { name: "four levels of nesting", value: [[[[answerTo("x")]]]] },
  ])("finds them in $name", ({ value }) => expect(idsOf(value)).toEqual(["x"]));

  it.each([
    { name: "five levels of nesting", value: [[[[[answerTo("x")]]]]] },
    {
      name: "an instance of a class",
      value: new (class Box {
        readonly held = answerTo("x");
      })(),
    },
    {
      name: "another message",
      value: new AIMessage({ content: "", additional_kwargs: { held: answerTo("x") } }),
    },
    {
      name: "the destination of a command",
      value: new Command({ goto: "next", resume: [answerTo("x")] }),
    },
    { name: "undefined", value: undefined },
  ])("does not search $name", ({ value }) => expect(idsOf(value)).toEqual([]));

  it("reads name, status, and content other than text as JSON", () => {
    const image = { type: "image_url", image_url: "u" } as const;
    const given = [
      new ToolMessage({ content: "no", tool_call_id: "x", name: "look", status: "error" }),
      new ToolMessage({ content: [image], tool_call_id: "y" }),
      new ToolMessage({ content: [], tool_call_id: "z" }),
      new ToolMessage({ content: [{ type: "text", text: "seen" }, image], tool_call_id: "w" }),
    ];
    expect(findToolAnswers(given, keep)).toEqual([
      { rawCallId: "x", name: "look", content: "no", status: "error" },
      { rawCallId: "y", name: "", content: JSON.stringify([image]), status: "success" },
      { rawCallId: "z", name: "", content: "", status: "success" },
      { rawCallId: "w", name: "", content: "seen", status: "success" },
    ]);
  });
});

describe("toToolDefinitions", () => {
  it("fills in a missing description and missing parameters", () => {
    expect(toToolDefinitions([{ name: "look" }])).toEqual([
      { type: "function", function: { name: "look", description: "", parameters: {} } },
    ]);
    expect(toToolDefinitions([{ name: "look", parameters: "x" }])).toMatchObject([
      { function: { parameters: {} } },
    ]);
    expect(toToolDefinitions([{ name: 7 }, null])).toEqual([]);
  });
});
