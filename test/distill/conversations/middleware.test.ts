import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { MemorySaver } from "@langchain/langgraph";
import {
  ClearToolUsesEdit,
  contextEditingMiddleware,
  createAgent,
  createMiddleware,
  modelCallLimitMiddleware,
  modelFallbackMiddleware,
  modelRetryMiddleware,
  summarizationMiddleware,
  toolCallLimitMiddleware,
  type AgentMiddleware,
} from "langchain";
import { describe, expect, it } from "vitest";
import {
  ask,
  expectTold,
  find,
  record,
  rowsOf,
  say,
  script,
  send,
  type ScriptedModel,
} from "./support.js";

const GIVEN = ["system: Brief.", "user: go"];

/** The row of an agent that finds "a" and is done. */
const FOUND_A = [
  "model_request",
  ...GIVEN,
  '*assistant: x | find {"id":"a"}',
  "tool: found a",
  "*assistant: done",
];

/** The types of some middleware do not know exactOptionalPropertyTypes. */
function agentOf(model: ScriptedModel, middleware: unknown, checkpointer?: MemorySaver) {
  return createAgent({
    model,
    tools: [find, send],
    systemPrompt: "Brief.",
    middleware: [middleware as AgentMiddleware],
    ...(checkpointer && { checkpointer }),
  });
}

async function rowsWith(model: ScriptedModel, middleware: unknown) {
  const agent = agentOf(model, middleware);
  const trajectory = await record((options) => agent.invoke(ask("go"), options).catch(() => {}));
  expectTold(trajectory, model);
  return rowsOf(trajectory);
}

const findA = () => say("x", ["find", { id: "a" }, "1"]);

describe("toolCallLimitMiddleware", () => {
  const twoCalls = () => say("two", ["find", { id: "a" }, "1"], ["find", { id: "b" }, "2"]);

  it("does not train a turn with a refused call, nor a reply to answers in another order", async () => {
    const limit = toolCallLimitMiddleware({ runLimit: 1, exitBehavior: "continue" } as never);
    expect(await rowsWith(script(twoCalls(), say("done")), limit)).toEqual({
      verdicts: ["failed_call", "unusual_turns"],
      rows: [],
    });
  });

  it.each(["end", "error"] as const)("does not train an unanswered turn: %s", async (exit) => {
    const limit = toolCallLimitMiddleware({ runLimit: 1, exitBehavior: exit } as never);
    expect(await rowsWith(script(twoCalls()), limit)).toEqual({
      verdicts: ["failed_call"],
      rows: [],
    });
  });
});

it("modelCallLimitMiddleware: its last message, which no model wrote, is in no row", async () => {
  const limit = modelCallLimitMiddleware({ runLimit: 1, exitBehavior: "end" } as never);
  expect(await rowsWith(script(findA()), limit)).toEqual({
    verdicts: ["trained"],
    rows: [["model_request", ...GIVEN, '*assistant: x | find {"id":"a"}']],
  });
});

it("summarizationMiddleware: a new row begins with the summary, and the summary is trained", async () => {
  const summarizer = script(say("About a."));
  const model = script(findA(), say("y", ["find", { id: "b" }, "2"]), say("done"));
  const summarize = summarizationMiddleware({
    model: summarizer,
    trigger: { messages: 5 },
    keep: { messages: 2 },
    summaryPrompt: "Sum up: {messages}",
  } as never);
  const trajectory = await record((options) =>
    agentOf(model, summarize).invoke(ask("go"), options),
  );
  expectTold(trajectory, model, summarizer);
  const { verdicts, rows } = rowsOf(trajectory);
  expect(verdicts).toEqual(["trained", "trained", "trained", "trained"]);
  expect([rows[0], rows[2]]).toEqual([
    [
      "model_request",
      ...GIVEN,
      '*assistant: x | find {"id":"a"}',
      "tool: found a",
      '*assistant: y | find {"id":"b"}',
    ],
    [
      "model_request",
      "system: Brief.",
      "user: Here is a summary of the conversation to date:\n\nAbout a.",
      'assistant: y | find {"id":"b"}',
      "tool: found b",
      "*assistant: done",
    ],
  ]);
  expect(rows[1]?.[0]).toBe("SummarizationMiddleware.before_model");
  expect(rows[1]?.[1]).toMatch(/^user: Sum up: /);
  expect(rows[1]?.slice(2)).toEqual(["*assistant: About a."]);
});

it("contextEditingMiddleware: each reply stands after the answers as its call read them", async () => {
  const model = script(findA(), say("y", ["find", { id: "b" }, "2"]), say("done"));
  const edits = [new ClearToolUsesEdit({ trigger: { tokens: 1 }, keep: { messages: 1 } } as never)];
  const edit = contextEditingMiddleware({ tokenCountMethod: "approx", edits } as never);
  expect(await rowsWith(model, edit)).toEqual({
    verdicts: ["trained", "trained", "trained"],
    rows: [
      [
        "model_request",
        ...GIVEN,
        '*assistant: x | find {"id":"a"}',
        "tool: found a",
        '*assistant: y | find {"id":"b"}',
      ],
      [
        "model_request",
        ...GIVEN,
        'assistant: x | find {"id":"a"}',
        "tool: [cleared]",
        'assistant: y | find {"id":"b"}',
        "tool: found b",
        "*assistant: done",
      ],
    ],
  });
});

describe("modelRetryMiddleware", () => {
  const retry = (onFailure: "continue" | "error") =>
    modelRetryMiddleware({ maxRetries: 1, initialDelayMs: 1, onFailure });

  it("counts the failed attempt and trains the later one", async () => {
    const model = script(new Error("busy"), findA(), say("done"));
    expect(await rowsWith(model, retry("error"))).toEqual({
      verdicts: ["trained", "trained", "discarded"],
      rows: [FOUND_A],
    });
  });

  it("does not train the text of the failure, also in the next turn of the thread", async () => {
    const model = script(new Error("busy"), new Error("busy"), say("Now."));
    const agent = agentOf(model, retry("continue"), new MemorySaver());
    const turn = (text: string) =>
      record((options) =>
        agent.invoke(ask(text), { ...options, configurable: { thread_id: "1" } }),
      );
    expect(rowsOf(await turn("go"))).toEqual({ verdicts: ["discarded", "discarded"], rows: [] });
    expect(rowsOf(await turn("again")).rows).toEqual([
      [
        "model_request",
        ...GIVEN,
        "assistant: Model call failed after 2 attempts with Error: busy",
        "user: again",
        "*assistant: Now.",
      ],
    ]);
  });
});

it("modelFallbackMiddleware: the replies of the second model are trained", async () => {
  const first = script(new Error("busy"), new Error("busy"));
  const second = script(findA(), say("done"));
  const agent = agentOf(first, modelFallbackMiddleware(second as never));
  const trajectory = await record((options) => agent.invoke(ask("go"), options));
  expectTold(trajectory, first, second);
  expect(rowsOf(trajectory)).toEqual({
    verdicts: ["trained", "trained", "discarded", "discarded"],
    rows: [FOUND_A],
  });
});

describe("wrapToolCall", () => {
  it("that changes arguments: neither the call nor the reply to the other answer is trained", async () => {
    const fix = createMiddleware({
      name: "fix",
      wrapToolCall: (request, run) =>
        run({ ...request, toolCall: { ...request.toolCall, args: { id: "A" } } }),
    });
    expect(await rowsWith(script(findA(), say("done")), fix)).toEqual({
      verdicts: ["edited", "edited"],
      rows: [],
    });
  });

  it("that repeats the tool with other arguments: the last run gave the answer", async () => {
    const repeat = createMiddleware({
      name: "repeat",
      wrapToolCall: async (request, run) => {
        await run(request);
        return run({ ...request, toolCall: { ...request.toolCall, args: { id: "A" } } });
      },
    });
    expect((await rowsWith(script(findA(), say("done")), repeat)).verdicts).toEqual([
      "edited",
      "edited",
    ]);
  });

  it("that answers itself: the answer is what the model read", async () => {
    const answer = createMiddleware({
      name: "answer",
      wrapToolCall: ({ toolCall: { id = "" } }) =>
        new ToolMessage({ content: "emulated", tool_call_id: id, name: "find" }),
    });
    expect((await rowsWith(script(findA(), say("done")), answer)).rows).toEqual([
      [
        "model_request",
        ...GIVEN,
        '*assistant: x | find {"id":"a"}',
        "tool: emulated",
        "*assistant: done",
      ],
    ]);
  });
});

describe("wrapModelCall", () => {
  it("that changes the request: the row has what the model was given, not the state", async () => {
    const change = createMiddleware({
      name: "change",
      wrapModelCall: (request, call) =>
        call({
          ...request,
          systemMessage: new SystemMessage("Other."),
          messages: [...request.messages, new HumanMessage("hint")],
          tools: [find],
        }),
    });
    const given = ["model_request", "system: Other.", "user: go"];
    expect((await rowsWith(script(findA(), say("done")), change)).rows).toEqual([
      [...given, "user: hint", '*assistant: x | find {"id":"a"}'],
      [
        ...given,
        'assistant: x | find {"id":"a"}',
        "tool: found a",
        "user: hint",
        "*assistant: done",
      ],
    ]);
  });

  it("afterModel that rewrites a call: the executed call is read, not trained", async () => {
    const rewrite = createMiddleware({
      name: "rewrite",
      afterModel: ({ messages }) => {
        const last = messages.at(-1) as AIMessage;
        const calls = (last.tool_calls ?? []).map((call) => ({ ...call, args: { id: "Z" } }));
        if (calls.length === 0) return;
        return { messages: [new AIMessage({ id: last.id!, content: "x", tool_calls: calls })] };
      },
    });
    expect(await rowsWith(script(findA(), say("done")), rewrite)).toEqual({
      verdicts: ["edited", "trained"],
      rows: [
        [
          "model_request",
          ...GIVEN,
          'assistant: x | find {"id":"Z"}',
          "tool: found Z",
          "*assistant: done",
        ],
      ],
    });
  });
});
