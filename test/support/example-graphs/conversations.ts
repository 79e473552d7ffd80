import { type AIMessage, SystemMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import {
  Command,
  END,
  InMemoryStore,
  interrupt,
  type LangGraphRunnableConfig,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";
import {
  ask,
  record,
  say,
  script,
  type ScriptedModel,
} from "../../distill/conversations/support.js";

type Messages = typeof MessagesAnnotation.State;

const book = tool(async ({ hotel }: { hotel: string }) => `booked ${hotel}`, {
  name: "book",
  description: "Books a hotel.",
  schema: z.object({ hotel: z.string() }),
});

/** A person approves the tool call before it runs. */
export function humanApproval() {
  const model = script(say("", ["book", { hotel: "Ritz" }, "1"]), say("The Ritz is booked."));
  const bound = model.bindTools([book] as never);
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("agent", async ({ messages }) => ({
      messages: [await bound.invoke([new SystemMessage("Book hotels."), ...messages])],
    }))
    .addNode("review", () => new Command({ goto: interrupt("Book?") === "yes" ? "tools" : END }), {
      ends: ["tools", END],
    })
    .addNode("tools", new ToolNode([book]))
    .addEdge(START, "agent")
    .addConditionalEdges(
      "agent",
      ({ messages }) => ((messages.at(-1) as AIMessage).tool_calls?.length ? "review" : END),
      ["review", END],
    )
    .addEdge("tools", "agent")
    .compile({ checkpointer: new MemorySaver() });
  const configurable = { thread_id: "1" };
  return record(async (options) => {
    await graph.invoke(ask("A hotel, please."), { configurable, ...options });
    await graph.invoke(new Command({ resume: "yes" }), { configurable, ...options });
  });
}

/** One thread stores a fact about the user, another thread reads it in its system prompt. */
export async function storedMemory() {
  const model = script(say("Noted: Ada likes tea."), say("Have some tea, Ada."));
  const answer = async ({ messages }: Messages, { store }: LangGraphRunnableConfig) => {
    const facts = (await store?.search(["facts", "ada"])) ?? [];
    const known = facts.map(({ value }) => value["text"]).join("; ") || "nothing";
    const reply = await model.invoke([new SystemMessage(`You know: ${known}.`), ...messages]);
    await store?.put(["facts", "ada"], String(facts.length), { text: reply.text });
    return { messages: [reply] };
  };
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("answer", answer)
    .addEdge(START, "answer")
    .compile({ checkpointer: new MemorySaver(), store: new InMemoryStore() });
  const thread = (id: string) => ({ configurable: { thread_id: id } });
  await graph.invoke(ask("I like tea."), thread("1"));
  return record((options) => graph.invoke(ask("A drink?"), { ...thread("2"), ...options }));
}

/** An agent whose tokens and updates are streamed, both from the graph and from the model in its node. */
export function streaming() {
  const model = script(say("", ["book", { hotel: "Plaza" }, "1"]), say("Booked the Plaza."));
  const bound = model.bindTools([book] as never);
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("agent", async ({ messages }) => {
      let reply;
      for await (const chunk of await bound.stream([new SystemMessage("Book."), ...messages])) {
        reply = reply === undefined ? chunk : reply.concat(chunk);
      }
      return { messages: reply === undefined ? [] : [reply] };
    })
    .addNode("tools", new ToolNode([book]))
    .addEdge(START, "agent")
    .addConditionalEdges(
      "agent",
      ({ messages }) => ((messages.at(-1) as AIMessage).tool_calls?.length ? "tools" : END),
      ["tools", END],
    )
    .addEdge("tools", "agent")
    .compile();
  return record(async (options) => {
    const stream = await graph.stream(ask("The Plaza?"), {
      ...options,
      streamMode: ["messages", "updates"],
    });
    for await (const _ of stream);
  });
}

/** Agents that choose the next one themselves. Each has its own instructions and reads what the others said. */
export function network() {
  const guide = script(say("Ask the cook."), say("So soup it is."));
  const cook = script(say("Soup."));
  const member = (model: ScriptedModel, prompt: string, next: (state: Messages) => string) =>
    async function speak(state: Messages) {
      const reply = await model.invoke([new SystemMessage(prompt), ...state.messages]);
      return new Command({ goto: next(state), update: { messages: [reply] } });
    };
  const graph = new StateGraph(MessagesAnnotation)
    .addNode(
      "guide",
      member(guide, "Guide.", ({ messages }) => (messages.length > 1 ? END : "cook")),
      { ends: ["cook", END] },
    )
    .addNode(
      "cook",
      member(cook, "Cook.", () => "guide"),
      { ends: ["guide"] },
    )
    .addEdge(START, "guide")
    .compile();
  return record((options) => graph.invoke(ask("Dinner?"), options));
}
