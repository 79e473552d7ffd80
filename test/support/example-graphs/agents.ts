import { type AIMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { END, MemorySaver, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { createAgent } from "langchain";
import { z } from "zod";
import {
  ask,
  record,
  say,
  script,
  type ScriptedModel,
} from "../../distill/conversations/support.js";

const query = tool(async ({ sql }: { sql: string }) => `rows of ${sql}`, {
  name: "query",
  description: "Runs SQL.",
  schema: z.object({ sql: z.string() }),
});

const retrieve = tool(async ({ text }: { text: string }) => `passages about ${text}`, {
  name: "retrieve",
  description: "Finds passages.",
  schema: z.object({ text: z.string() }),
});

function loop(model: ScriptedModel, tools: readonly (typeof query | typeof retrieve)[]) {
  const bound = model.bindTools([...tools] as never);
  return new StateGraph(MessagesAnnotation)
    .addNode("agent", async ({ messages }) => ({
      messages: [await bound.invoke([new SystemMessage("Use tools."), ...messages])],
    }))
    .addNode("tools", new ToolNode([...tools]))
    .addEdge(START, "agent")
    .addConditionalEdges(
      "agent",
      ({ messages }) => ((messages.at(-1) as AIMessage).tool_calls?.length ? "tools" : END),
      ["tools", END],
    )
    .addEdge("tools", "agent");
}

/** Writes a query, repairs it after an answer, and reads the result. */
export function sqlAgent() {
  const model = script(
    say("The tables first.", ["query", { sql: "show tables" }, "1"]),
    say("", ["query", { sql: "select max(price) from items" }, "2"]),
    say("The highest price is 7."),
  );
  return record((options) => loop(model, [query]).compile().invoke(ask("Highest price?"), options));
}

/** Retrieves, has the passages graded by another model, rewrites the question, and answers. */
export function retrievalAgent() {
  const agent = script(
    say("", ["retrieve", { text: "moons" }, "1"]),
    say("", ["retrieve", { text: "moons of Mars" }, "2"]),
    say("Phobos and Deimos."),
  );
  const grader = script(say('{"relevant": false}'), say('{"relevant": true}'));
  const bound = agent.bindTools([retrieve] as never);
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("agent", async ({ messages }) => ({ messages: [await bound.invoke(messages)] }))
    .addNode("retrieve", new ToolNode([retrieve]))
    .addNode("rewrite", () => ({ messages: [new HumanMessage("Which moons does Mars have?")] }))
    .addEdge(START, "agent")
    .addConditionalEdges(
      "agent",
      ({ messages }) => ((messages.at(-1) as AIMessage).tool_calls?.length ? "retrieve" : END),
      ["retrieve", END],
    )
    .addConditionalEdges(
      "retrieve",
      async ({ messages }) => {
        const { text } = await grader.invoke(`Relevant? ${messages.at(-1)?.text}`);
        return text.includes("true") ? "agent" : "rewrite";
      },
      ["agent", "rewrite"],
    )
    .addEdge("rewrite", "agent")
    .compile();
  return record((options) => graph.invoke(ask("Its moons?"), options));
}

/** A graph in a graph in a graph. */
export function hierarchicalTeams() {
  const researcher = loop(
    script(say("", ["retrieve", { text: "tea" }, "1"]), say("Tea comes from China.")),
    [retrieve],
  );
  const team = new StateGraph(MessagesAnnotation)
    .addNode("researcher", researcher.compile())
    .addEdge(START, "researcher")
    .addEdge("researcher", END);
  const chief = script(say("Research it."), say("China."));
  const lead = async ({ messages }: typeof MessagesAnnotation.State) => ({
    messages: [await chief.invoke([...messages, new HumanMessage("What next?")])],
  });
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("assign", lead)
    .addNode("team", team.compile())
    .addNode("report", lead)
    .addEdge(START, "assign")
    .addEdge("assign", "team")
    .addEdge("team", "report")
    .addEdge("report", END)
    .compile();
  return record((options) => graph.invoke(ask("Where does tea come from?"), options));
}

/** The third turn of a thread: the earlier ones are context. */
export async function memory() {
  const model = script(
    say("Hello Ada."),
    say("", ["query", { sql: "1" }, "1"]),
    say("You are Ada."),
  );
  const agent = createAgent({
    model,
    tools: [query],
    systemPrompt: "Remember names.",
    checkpointer: new MemorySaver(),
  });
  const thread = { configurable: { thread_id: "1" } };
  await agent.invoke(ask("I am Ada."), thread);
  return record((options) => agent.invoke(ask("Who am I?"), { ...thread, ...options }));
}
