import { tool } from "@langchain/core/tools";
import { createAgent, providerStrategy, toolStrategy } from "langchain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  ask,
  expectTold,
  find,
  record,
  rowsOf,
  say,
  script,
  type ScriptedModel,
} from "./support.js";

const GIVEN = ["model_request", "system: Brief.", "user: go"];
const place = () => z.object({ city: z.string() }).meta({ title: "place" });

async function rowsWith(model: ScriptedModel, responseFormat: unknown) {
  const agent = createAgent({
    model,
    tools: [find],
    systemPrompt: "Brief.",
    responseFormat: responseFormat as ReturnType<typeof toolStrategy>,
  });
  const trajectory = await record((options) => agent.invoke(ask("go"), options).catch(() => {}));
  expectTold(trajectory, model);
  return rowsOf(trajectory);
}

describe("toolStrategy", () => {
  it("trains the call that is the answer, and nothing after it", async () => {
    const model = script(
      say("x", ["find", { id: "a" }, "1"]),
      say("", ["place", { city: "Rome" }, "2"]),
    );
    expect(await rowsWith(model, toolStrategy(place()))).toEqual({
      verdicts: ["trained", "trained"],
      rows: [
        [
          ...GIVEN,
          '*assistant: x | find {"id":"a"}',
          "tool: found a",
          '*assistant:  | place {"city":"Rome"}',
        ],
      ],
    });
  });

  it("does not train the answer beside another call, which is never run", async () => {
    const model = script(say("", ["place", { city: "Rome" }, "1"], ["find", { id: "a" }, "2"]));
    expect(await rowsWith(model, toolStrategy(place()))).toEqual({
      verdicts: ["failed_call"],
      rows: [],
    });
  });

  it("does not train an answer that does not match the schema", async () => {
    const model = script(
      say("y", ["place", { city: 7 }, "1"]),
      say("z", ["place", { city: "Oslo" }, "2"]),
    );
    const { verdicts, rows } = await rowsWith(model, toolStrategy(place()));
    expect(verdicts).toEqual(["failed_call", "trained"]);
    expect(rows).toEqual([
      [
        ...GIVEN,
        'assistant: y | place {"city":7}',
        expect.stringMatching(/^tool: Failed to parse structured output/),
        '*assistant: z | place {"city":"Oslo"}',
      ],
    ]);
  });

  it("does not train two answers in one turn", async () => {
    const model = script(
      say("", ["place", { city: "Rome" }, "1"], ["place", { city: "Oslo" }, "2"]),
      say("", ["place", { city: "Oslo" }, "3"]),
    );
    expect((await rowsWith(model, toolStrategy(place()))).verdicts[0]).toBe("failed_call");
  });
});

it("providerStrategy: the JSON text is trained as it is", async () => {
  const model = script(say("x", ["find", { id: "a" }, "1"]), say('{"city":"Rome"}'));
  expect(await rowsWith(model, providerStrategy(place()))).toEqual({
    verdicts: ["trained", "trained"],
    rows: [
      [...GIVEN, '*assistant: x | find {"id":"a"}', "tool: found a", '*assistant: {"city":"Rome"}'],
    ],
  });
});

describe("returnDirect", () => {
  const direct = tool(async ({ id }: { id: string }) => `direct ${id}`, {
    name: "direct",
    description: "Ends.",
    schema: z.object({ id: z.string() }),
    returnDirect: true,
  });
  const rowsOfAgent = async (model: ScriptedModel) => {
    const agent = createAgent({ model, tools: [find, direct], systemPrompt: "Brief." });
    const trajectory = await record((options) => agent.invoke(ask("go"), options));
    expectTold(trajectory, model);
    return rowsOf(trajectory);
  };

  it("ends the row with the call, if it is the last of the turn", async () => {
    const model = script(say("x", ["find", { id: "a" }, "1"], ["direct", { id: "b" }, "2"]));
    expect(await rowsOfAgent(model)).toEqual({
      verdicts: ["trained"],
      rows: [[...GIVEN, '*assistant: x | find {"id":"a"} | direct {"id":"b"}']],
    });
  });

  it("is followed by one more reply, if it is the first of the turn", async () => {
    const model = script(
      say("x", ["direct", { id: "b" }, "1"], ["find", { id: "a" }, "2"]),
      say("done"),
    );
    expect((await rowsOfAgent(model)).rows).toEqual([
      [
        ...GIVEN,
        '*assistant: x | direct {"id":"b"} | find {"id":"a"}',
        "tool: direct b",
        "tool: found a",
        "*assistant: done",
      ],
    ]);
  });
});
