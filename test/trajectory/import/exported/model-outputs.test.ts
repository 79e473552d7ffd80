import { describe, expect, it } from "vitest";
import { readModelInputs } from "../../../../src/trajectory/import/exported/model-inputs.js";
import { readModelOutputs } from "../../../../src/trajectory/import/exported/model-outputs.js";
import { createMessageReader } from "../../../../src/trajectory/recorder/message-reader.js";
import { readModelInput, readModelReply } from "../../../../src/trajectory/recorder/messages.js";

const keep = createMessageReader((text) => text);
const reply = (given: object, reported = {}) => {
  const { outputs, missing } = readModelOutputs(given as never, reported);
  const found = readModelReply({ outputs } as never, keep);
  return {
    text: found?.text,
    finish: found?.finishReason,
    tokens: found?.outputTokens,
    model: found?.modelName,
    missing,
  };
};
const known = { text: "Four.", finish: "stop", tokens: 2, model: "m", missing: [] };
const message = { role: "assistant", content: "Four.", response_metadata: { model_name: "m" } };
const tokens = { outputTokens: 2 };

describe("readModelOutputs", () => {
  it.each([
    [
      "generation_info",
      { generations: [[{ text: "", message, generation_info: { finish_reason: "stop" } }]] },
    ],
    ["generationInfo", { generations: [[{ message, generationInfo: { finish_reason: "stop" } }]] }],
    ["one list", { generations: [{ message, generation_info: { finish_reason: "stop" } }] }],
    [
      "several generations, of which the first is the reply",
      {
        generations: [
          [
            { message, generation_info: { finish_reason: "stop" } },
            { message: { role: "assistant", content: "Five." } },
          ],
        ],
      },
    ],
    ["a message with its reason", { message, finish_reason: "stop" }],
    [
      "Anthropic's response",
      { ...message, content: [{ type: "text", text: "Four." }], stop_reason: "stop" },
    ],
    [
      "an output with a message",
      { output: { ...message, response_metadata: { model_name: "m", finish_reason: "stop" } } },
    ],
  ])("reads %s", (_, outputs) => expect(reply(outputs, tokens)).toEqual(known));

  it("reads a response of OpenAI's API with its tokens", () => {
    const response = {
      model: "m",
      usage: { prompt_tokens: 1, completion_tokens: 2 },
      choices: [
        { index: 0, finish_reason: "stop", message: { role: "assistant", content: "Four." } },
      ],
    };
    expect(reply(response)).toEqual(known);
    expect(reply({ choices: [{ text: "Four.", finish_reason: "stop" }] })).toMatchObject({
      text: "Four.",
      finish: "stop",
      missing: [],
    });
  });

  it("takes the finish reason that the source stores elsewhere", () => {
    expect(reply({ generations: [[{ message }]] }, { ...tokens, finishReason: "stop" })).toEqual(
      known,
    );
  });

  it("says that there is no reply, or none that can be read", () => {
    expect(reply({}).missing).toEqual(["replies"]);
    expect(reply({ generations: [[]] }).missing).toEqual(["replies"]);
    expect(reply({ generations: [[{ text: "a", message: { odd: true } }]] }).missing).toEqual([
      "replies",
    ]);
  });
});

describe("readModelInputs", () => {
  const input = (given: object | null) => {
    const { inputs, tools, missing } = readModelInputs(given as never);
    const messages = readModelInput({ inputs } as never, keep);
    return { read: messages.map(({ role, content }) => [role, content]), tools, missing };
  };
  const asked = ["user", "2 + 2?"];
  const user = { role: "user", content: "2 + 2?" };

  it("reads messages, prompts and requests of providers", () => {
    expect(input({ messages: [[user]] })).toEqual({ read: [asked], tools: undefined, missing: [] });
    expect(input({ messages: JSON.stringify([user]) }).read).toEqual([asked]);
    expect(input({ prompts: ["2 + 2?"] }).read).toEqual([asked]);
    expect(input({ prompt: "2 + 2?" }).read).toEqual([asked]);
    expect(input({ system: "Be brief.", messages: [user], tools: [{ name: "f" }] })).toEqual({
      read: [["system", "Be brief."], asked],
      tools: [{ name: "f" }],
      missing: [],
    });
  });

  it("says that the inputs are hidden", () => {
    expect(input({}).missing).toEqual(["prompt"]);
    expect(input(null).missing).toEqual(["prompt"]);
  });
});
