import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { Annotation, END, MessagesAnnotation, Send, START, StateGraph } from "@langchain/langgraph";
import { ask, record, say, script } from "../../distill/conversations/support.js";

const Notes = Annotation.Root({
  topic: Annotation<string>,
  notes: Annotation<string[]>({ reducer: (one, other) => [...one, ...other], default: () => [] }),
});

/** A plan, its steps one after another, and an answer. */
export function planAndExecute() {
  const model = script(say("1. Look\n2. Tell"), say("Seen."), say("Told."), say("All done."));
  const write =
    (prompt: (notes: readonly string[]) => string) => async (state: typeof Notes.State) => ({
      notes: [
        (
          await model.invoke([
            new SystemMessage("Be brief."),
            new HumanMessage(prompt(state.notes)),
          ])
        ).text,
      ],
    });
  const graph = new StateGraph(Notes)
    .addNode(
      "plan",
      write(() => "Plan."),
    )
    .addNode(
      "execute",
      write((notes) => `Step ${notes.length}: ${notes.join("; ")}`),
    )
    .addNode(
      "answer",
      write((notes) => `Sum up: ${notes.join("; ")}`),
    )
    .addEdge(START, "plan")
    .addEdge("plan", "execute")
    .addConditionalEdges("execute", ({ notes }) => (notes.length < 3 ? "execute" : "answer"), [
      "execute",
      "answer",
    ])
    .addEdge("answer", END)
    .compile();
  return record((options) => graph.invoke({}, options));
}

/** A writer, and a critic who reads the writer's words as a user's. */
export function reflection() {
  const [writer, critic] = [script(say("Draft."), say("Better draft.")), script(say("Too short."))];
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("write", async ({ messages }) => ({ messages: [await writer.invoke(messages)] }))
    .addNode("criticize", async ({ messages }) => {
      const draft = new HumanMessage(messages.at(-1)?.text ?? "");
      const { text } = await critic.invoke([new SystemMessage("Criticize."), draft]);
      return { messages: [new HumanMessage(text)] };
    })
    .addEdge(START, "write")
    .addConditionalEdges("write", ({ messages }) => (messages.length < 3 ? "criticize" : END), [
      "criticize",
      END,
    ])
    .addEdge("criticize", "write")
    .compile();
  return record((options) => graph.invoke(ask("Write an essay."), options));
}

/** Each model improves the text of the one before it. */
export function promptChaining() {
  const model = script(say("A joke."), say("A better joke."), say("The best joke."));
  const improve = async ({ notes }: typeof Notes.State) => ({
    notes: [(await model.invoke(`Improve: ${notes.at(-1) ?? "nothing"}`)).text],
  });
  const graph = new StateGraph(Notes)
    .addNode("write", improve)
    .addNode("improve", improve)
    .addNode("polish", improve)
    .addEdge(START, "write")
    .addEdge("write", "improve")
    .addEdge("improve", "polish")
    .addEdge("polish", END)
    .compile();
  return record((options) => graph.invoke({}, options));
}

/** An orchestrator sends topics to workers; a last model joins their texts. */
export function orchestrator() {
  const model = script(
    say('["sun", "moon"]'),
    (messages) => say(`On the ${messages.at(-1)?.text}.`),
    (messages) => say(`On the ${messages.at(-1)?.text}.`),
    say("On both."),
  );
  const graph = new StateGraph(Notes)
    .addNode("split", async () => ({ notes: [(await model.invoke("Topics?")).text] }))
    .addNode("work", async ({ topic }) => ({ notes: [(await model.invoke(topic)).text] }))
    .addNode("join", async ({ notes }) => ({
      notes: [(await model.invoke(notes.join("\n"))).text],
    }))
    .addEdge(START, "split")
    .addConditionalEdges(
      "split",
      ({ notes }) =>
        (JSON.parse(notes[0] ?? "[]") as string[]).map((topic) => new Send("work", { topic })),
      ["work"],
    )
    .addEdge("work", "join")
    .addEdge("join", END)
    .compile();
  return record((options) => graph.invoke({}, options));
}

/** A judge's JSON sends the text back until it is good. */
export function evaluatorOptimizer() {
  const author = script(say("Flat."), say("Witty."));
  const judge = script(say('{"good": false, "why": "flat"}'), say('{"good": true}'));
  const graph = new StateGraph(Notes)
    .addNode("write", async ({ notes }) => ({
      notes: [(await author.invoke(`Write. Earlier: ${notes.join(" ")}`)).text],
    }))
    .addNode("judge", async ({ notes }) => ({
      notes: [(await judge.invoke(`Good? ${notes.at(-1)}`)).text],
    }))
    .addEdge(START, "write")
    .addEdge("write", "judge")
    .addConditionalEdges("judge", ({ notes }) => (notes.at(-1)?.includes("true") ? END : "write"), [
      "write",
      END,
    ])
    .compile();
  return record((options) => graph.invoke({}, options));
}
