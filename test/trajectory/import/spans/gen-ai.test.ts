import { describe, expect, it } from "vitest";
import { fromSpans } from "../../../../src/trajectory/import/spans.js";
import { conversationsOf, expectSameOrMissing, linesOf } from "../conversations.js";
import { toGenAiSpans } from "../gen-ai-export.js";
import { SCENARIOS } from "../scenarios.js";
import { observe, type Json } from "../support.js";

const attribute = (key: string, value: unknown) => ({ key, value: encode(value) });
const encode = (value: unknown): Json => {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") return { intValue: `${value}` };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encode) } };
  return {
    kvlistValue: {
      values: Object.entries(value as Json).map(([key, member]) => attribute(key, member)),
    },
  };
};
const attributes = (members: Json) =>
  Object.entries(members).map(([key, value]) => attribute(key, value));

/** A span of a model call, `chat gpt-4`. */
const chat = (members: Json, events: readonly Json[] = []): Json => ({
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  name: "chat gpt-4",
  startTimeUnixNano: "1767225600000000000",
  endTimeUnixNano: "1767225601000000000",
  attributes: attributes({
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4",
    ...members,
  }),
  events: events.map(({ name, ...own }) => ({ name, attributes: attributes(own) })),
});
const otlp = (spans: readonly Json[], more: Json = {}) => ({
  resourceSpans: [{ scopeSpans: [{ spans }] }],
  ...more,
});
const read = (value: unknown) => {
  const [recording] = fromSpans(value);
  const [call] = conversationsOf(recording!);
  return {
    ...call!,
    usage: recording!.usage,
    models: recording!.models,
    missing: recording!.missing,
  };
};

const arguments_ = { location: "Paris", "time.zone": { "0": "CET" } };
const input = [
  { role: "user", parts: [{ type: "text", content: "Weather in Paris?" }] },
  {
    role: "assistant",
    parts: [{ type: "tool_call", id: "c1", name: "get_weather", arguments: arguments_ }],
  },
  {
    role: "tool",
    parts: [
      { type: "tool_call_response", id: "c1", response: "rainy" },
      { type: "tool_call_response", id: "c2", result: { degrees: 14 } },
    ],
  },
];
const output = [
  {
    role: "assistant",
    finish_reason: "stop",
    parts: [
      { type: "reasoning", content: "It rains." },
      { type: "text", content: "Rainy." },
    ],
  },
  {
    role: "assistant",
    finish_reason: "stop",
    parts: [{ type: "text", content: "Another choice." }],
  },
];
const known = {
  input: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Weather in Paris?" },
    {
      role: "assistant",
      content: "",
      calls: [{ id: "c1", name: "get_weather", arguments: arguments_ }],
    },
    { role: "tool", content: "rainy", callId: "c1" },
    { role: "tool", content: '{"degrees":14}', callId: "c2" },
  ],
  output: { role: "assistant", content: "Rainy.", reasoning: "It rains." },
  finishReason: "stop",
  usage: { modelCalls: 1, inputTokens: 97, outputTokens: 52 },
  models: ["gpt-4-0613"],
  missing: ["answers", "names", "position"],
};
const counts = {
  "gen_ai.response.model": "gpt-4-0613",
  "gen_ai.usage.input_tokens": 97,
  "gen_ai.usage.output_tokens": 52,
  "gen_ai.response.finish_reasons": ["stop"],
};
const instructions = [{ type: "text", content: "Be brief." }];

describe("gen_ai attributes", () => {
  it.each(SCENARIOS)("contain %s as the recorder does, or say what is missing", async (_, run) => {
    const { recordings, runs } = await observe(run);
    const imported = fromSpans(toGenAiSpans(runs));
    imported.forEach((one, index) => {
      const recorded = recordings[index]!;
      expect(linesOf(one, one)).toEqual(linesOf(recorded, one));
      expect([one.status, one.error]).toEqual([recorded.status, recorded.error]);
      expectSameOrMissing(one, recorded);
    });
    expect(imported).toHaveLength(recordings.length);
  });

  it("are read as JSON text, structured, or from the event of the operation", () => {
    const text = {
      "gen_ai.system_instructions": JSON.stringify(instructions),
      "gen_ai.input.messages": JSON.stringify(input),
      "gen_ai.output.messages": JSON.stringify(output),
    };
    const structured = {
      "gen_ai.system_instructions": instructions,
      "gen_ai.input.messages": input,
      "gen_ai.output.messages": output,
    };
    const name = "gen_ai.client.inference.operation.details";
    expect(read(otlp([chat({ ...counts, ...text })]))).toMatchObject(known);
    expect(read(otlp([chat({ ...counts, ...structured })]))).toMatchObject(known);
    expect(read(otlp([chat(counts, [{ name, ...structured }])]))).toMatchObject(known);
    const record = {
      traceId: "4bf9",
      spanId: "00f067aa0ba902b7",
      eventName: name,
      attributes: attributes(structured),
    };
    expect(
      read(otlp([chat(counts)], { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] })),
    ).toMatchObject(known);
  });

  it("contain images and other parts as blocks", () => {
    const parts = [
      { type: "text", content: "And this?" },
      { type: "blob", modality: "image", mime_type: "image/png", content: "AA==" },
      { type: "uri", modality: "image", uri: "https://example.com/a.png" },
      { type: "file", modality: "document", file_id: "f1" },
    ];
    expect(
      read(
        otlp([
          chat({
            "gen_ai.input.messages": [{ role: "user", parts }],
            "gen_ai.output.messages": output,
          }),
        ]),
      ).input,
    ).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "And this?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
          { type: "image_url", image_url: { url: "https://example.com/a.png" } },
          { type: "file", modality: "document", file_id: "f1" },
        ],
      },
    ]);
  });

  it("say what they lack: contents that were not captured, and texts that were cut", () => {
    expect(read(otlp([chat(counts)])).missing).toEqual(["position", "prompt", "replies"]);
    const cut = {
      "gen_ai.input.messages": JSON.stringify(input).slice(0, 90),
      "gen_ai.output.messages": JSON.stringify(output),
    };
    expect(read(otlp([chat(cut)])).missing).toEqual(["position", "prompt", "usage"]);
  });
});

describe("the forms before version 1.37", () => {
  const call = {
    id: "c1",
    type: "function",
    function: { name: "get_weather", arguments: '{"location":"Paris"}' },
  };
  const asked = [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Weather in Paris?" },
    {
      role: "assistant",
      content: "",
      calls: [{ id: "c1", name: "get_weather", arguments: { location: "Paris" } }],
    },
    { role: "tool", content: "rainy", callId: "c1" },
  ];
  const expected = {
    input: asked,
    output: { role: "assistant", content: "Rainy." },
    finishReason: "stop",
    missing: ["answers", "position", "usage"],
  };
  const bodies: [string, Json][] = [
    ["gen_ai.system.message", { content: "Be brief." }],
    ["gen_ai.user.message", { content: "Weather in Paris?" }],
    ["gen_ai.assistant.message", { tool_calls: [call] }],
    ["gen_ai.tool.message", { id: "c1", content: "rainy" }],
    ["gen_ai.choice", { index: 1, finish_reason: "stop", message: { content: "Another." } }],
    [
      "gen_ai.choice",
      { index: 0, finish_reason: "stop", message: { role: "assistant", content: "Rainy." } },
    ],
  ];

  it("are log records with a body", () => {
    const logRecords = bodies.map(([eventName, body]) => ({
      spanId: "00f067aa0ba902b7",
      body: encode(body),
      attributes: [attribute("event.name", eventName)],
    }));
    expect(
      read(otlp([chat({})], { resourceLogs: [{ scopeLogs: [{ logRecords }] }] })),
    ).toMatchObject(expected);
  });

  it("are events of the span, with the body as JSON text or as attributes", () => {
    const asText = bodies.map(([name, body]) => ({
      name,
      "gen_ai.event.content": JSON.stringify(body),
    }));
    const asAttributes = bodies.map(([name, body]) => ({
      name,
      ...body,
      ...("tool_calls" in body && { tool_calls: JSON.stringify([call]) }),
    }));
    expect(read(otlp([chat({}, asText)]))).toMatchObject(expected);
    expect(read(otlp([chat({}, asAttributes)]))).toMatchObject(expected);
  });

  it("are events or attributes with the whole prompt and completion", () => {
    const prompt = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Weather in Paris?" },
      {
        role: "assistant",
        tool_calls: [{ id: "c1", name: "get_weather", arguments: '{"location":"Paris"}' }],
      },
      { role: "tool", tool_call_id: "c1", content: "rainy" },
    ];
    const completion = [{ role: "assistant", content: "Rainy.", finish_reason: "stop" }];
    const events = [
      { name: "gen_ai.content.prompt", "gen_ai.prompt": JSON.stringify(prompt) },
      { name: "gen_ai.content.completion", "gen_ai.completion": JSON.stringify(completion) },
    ];
    expect(read(otlp([chat({}, events)]))).toMatchObject(expected);
    const flat = Object.fromEntries([
      ...prompt.flatMap((message, index) => flatten(`gen_ai.prompt.${index}`, message)),
      ...flatten("gen_ai.completion.0", completion[0]!),
      ...flatten("llm.request.functions.0", {
        name: "get_weather",
        description: "Tells.",
        parameters: '{"type":"object"}',
      }),
    ]);
    expect(read(otlp([chat(flat)]))).toMatchObject({
      ...expected,
      tools: [
        {
          function: { name: "get_weather", description: "Tells.", parameters: { type: "object" } },
        },
      ],
    });
  });
});

const flatten = (path: string, value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, member]) => flatten(`${path}.${key}`, member))
    : [[path, value]];
