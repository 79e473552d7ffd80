import { SystemMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import {
  Annotation,
  END,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { createSupervisor } from "@langchain/langgraph-supervisor";
import { createHandoffTool, createSwarm } from "@langchain/langgraph-swarm";
import { createAgent } from "langchain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ask, expectTold, find, record, rowsOf, say, script } from "./support.js";

it("supervisor: the words of the helper, and those of nobody, are context", async () => {
  const helper = script(say("h", ["find", { id: "a" }, "1"]), say("It is a."));
  const boss = script(say("", ["transfer_to_helper", {}, "t"]), say("All done."));
  const agent = createAgent({
    model: helper,
    tools: [find],
    name: "helper",
    systemPrompt: "Help.",
  });
  const graph = createSupervisor({
    agents: [agent.graph as never],
    llm: boss,
    prompt: "Lead.",
  }).compile();
  const trajectory = await record((options) => graph.invoke(ask("go"), options));
  expectTold(trajectory, helper, boss);
  const handoff = "assistant:  | transfer_to_helper {}";
  const moved = "tool: Successfully transferred to helper";
  expect(rowsOf(trajectory)).toEqual({
    verdicts: ["trained", "trained", "trained", "trained"],
    rows: [
      ["supervisor/agent", "system: Lead.", "user: go", `*${handoff}`],
      [
        "supervisor/agent",
        "system: Lead.",
        "user: go",
        handoff,
        moved,
        "assistant: It is a.",
        "assistant: Transferring back to supervisor | transfer_back_to_supervisor {}",
        "tool: Successfully transferred back to supervisor",
        "*assistant: All done.",
      ],
      [
        "helper/model_request",
        "system: Help.",
        "user: go",
        handoff,
        moved,
        '*assistant: h | find {"id":"a"}',
        "tool: found a",
        "*assistant: It is a.",
      ],
    ],
  });
});

it("swarm: the second agent reads the first; a later turn of the thread goes on with it", async () => {
  const [first, second] = [
    script(say("To b.", ["transfer_to_b", {}, "1"])),
    script(say("look", ["find", { id: "a" }, "2"]), say("Here."), say("Again.")),
  ];
  const toB = createHandoffTool({ agentName: "b" }) as never;
  const agents = [
    createAgent({ model: first, tools: [toB], name: "a", systemPrompt: "A." }).graph,
    createAgent({ model: second, tools: [find], name: "b", systemPrompt: "B." }).graph,
  ];
  const graph = createSwarm({ agents: agents as never, defaultActiveAgent: "a" }).compile({
    checkpointer: new MemorySaver(),
  });
  const turn = (text: string) =>
    record((options) =>
      graph.invoke(ask(text), { ...options, configurable: { thread_id: "1" } } as never),
    );
  const before = [
    "b/model_request",
    "system: B.",
    "user: go",
    "assistant: To b. | transfer_to_b {}",
    "tool: Successfully transferred to b",
  ];
  expect(rowsOf(await turn("go")).rows).toEqual([
    ["a/model_request", "system: A.", "user: go", "*assistant: To b. | transfer_to_b {}"],
    [...before, '*assistant: look | find {"id":"a"}', "tool: found a", "*assistant: Here."],
  ]);
  const later = await turn("more");
  expectTold(later, { notes: second.notes.slice(2) });
  expect(rowsOf(later).rows).toEqual([
    [
      ...before,
      'assistant: look | find {"id":"a"}',
      "tool: found a",
      "assistant: Here.",
      "user: more",
      "*assistant: Again.",
    ],
  ]);
});

it("an agent as a tool, twice in one turn: each is a row of its own beside the caller's", async () => {
  const inner = script(
    (messages) => say(`for ${messages.at(-1)?.text}`, ["find", { id: "in" }, "1"]),
    (messages) => say(`for ${messages.at(-1)?.text}`, ["find", { id: "in" }, "1"]),
    (messages) => say(`${messages[1]?.text} done`),
    (messages) => say(`${messages[1]?.text} done`),
  );
  const agent = createAgent({ model: inner, tools: [find], systemPrompt: "Inner." });
  const delegate = tool(
    async ({ q }: { q: string }) => (await agent.invoke(ask(q))).messages.at(-1)?.text,
    { name: "delegate", description: "Asks.", schema: z.object({ q: z.string() }) },
  );
  const outer = script(
    say("", ["delegate", { q: "one" }, "1"], ["delegate", { q: "two" }, "2"]),
    say("End."),
  );
  const main = createAgent({ model: outer, tools: [delegate], systemPrompt: "Outer." });
  const trajectory = await record((options) => main.invoke(ask("go"), options));
  expectTold(trajectory, inner, outer);
  const helperRow = (number: number, q: string) => [
    `tools#${number}/model_request`,
    "system: Inner.",
    `user: ${q}`,
    `*assistant: for ${q} | find {"id":"in"}`,
    "tool: found in",
    `*assistant: ${q} done`,
  ];
  expect(rowsOf(trajectory).rows).toEqual([
    [
      "model_request",
      "system: Outer.",
      "user: go",
      '*assistant:  | delegate {"q":"one"} | delegate {"q":"two"}',
      "tool: one done",
      "tool: two done",
      "*assistant: End.",
    ],
    helperRow(0, "one"),
    helperRow(1, "two"),
  ]);
});

describe("a router before a specialist", () => {
  const State = Annotation.Root({ ...MessagesAnnotation.spec, to: Annotation<string> });

  it("is a row of its own, and the specialist does not read its JSON", async () => {
    const router = script(say('{"to":"math"}'));
    const math = script(say("4"));
    const graph = new StateGraph(State)
      .addNode("router", async ({ messages }) => {
        const reply = await router.invoke([new SystemMessage("Route."), ...messages]);
        return { to: z.object({ to: z.string() }).parse(JSON.parse(reply.text)).to };
      })
      .addNode("math", async ({ messages }) => ({
        messages: [await math.invoke([new SystemMessage("Calculate."), ...messages])],
      }))
      .addEdge(START, "router")
      .addConditionalEdges("router", ({ to }) => to, ["math"])
      .addEdge("math", END)
      .compile();
    const trajectory = await record((options) => graph.invoke(ask("2+2?"), options));
    expectTold(trajectory, router, math);
    expect(rowsOf(trajectory)).toEqual({
      verdicts: ["trained", "trained"],
      rows: [
        ["router", "system: Route.", "user: 2+2?", '*assistant: {"to":"math"}'],
        ["math", "system: Calculate.", "user: 2+2?", "*assistant: 4"],
      ],
    });
  });
});
