import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { Annotation, END, Send, START, StateGraph } from "@langchain/langgraph";
import { record, say, script } from "../../distill/conversations/support.js";

const Tasks = Annotation.Root({
  plan: Annotation<string>,
  task: Annotation<string>,
  results: Annotation<string[]>({
    reducer: (one, other) => [...one, ...other],
    default: () => [],
  }),
  answer: Annotation<string>,
});

/** A planner writes tasks as JSON, which run in parallel; a joiner answers, or asks for another plan. */
export function llmCompiler() {
  const planner = script(say('["2 + 2", "3 + 3"]'), say('["4 + 6"]'));
  const joiner = script(say('{"replan": "add both"}'), say('{"answer": "10"}'));
  const graph = new StateGraph(Tasks)
    .addNode("planner", async ({ results }) => ({
      plan: (
        await planner.invoke([
          new SystemMessage("Write tasks as a JSON list."),
          new HumanMessage(`Results: ${results.join("; ") || "none"}`),
        ])
      ).text,
    }))
    // A task is computed without a model.
    .addNode("run", ({ task }) => {
      const numbers = task.split("+").map(Number);
      return { results: [`${task} = ${numbers.reduce((sum, one) => sum + one, 0)}`] };
    })
    .addNode("join", async ({ results }) => ({
      answer: (await joiner.invoke(`Answer or replan: ${results.join("; ")}`)).text,
    }))
    .addEdge(START, "planner")
    .addConditionalEdges(
      "planner",
      ({ plan }) => (JSON.parse(plan) as string[]).map((task) => new Send("run", { task })),
      ["run"],
    )
    .addEdge("run", "join")
    .addConditionalEdges("join", ({ answer }) => (answer.includes("replan") ? "planner" : END), [
      "planner",
      END,
    ])
    .compile();
  return record((options) => graph.invoke({}, options));
}

const Passages = Annotation.Root({
  question: Annotation<string>,
  passages: Annotation<string[]>,
  answer: Annotation<string>,
  verdict: Annotation<string>,
});

/** Passages are part of the prompt. A grader compares the answer with them, and an unsupported answer is written again. */
export function selfCorrectiveRetrieval() {
  const writer = script(say("It has three moons."), say("It has two moons."));
  const grader = script(say('{"supported": false}'), say('{"supported": true}'));
  const graph = new StateGraph(Passages)
    .addNode("retrieve", ({ question }) => ({ passages: [`About "${question}": two moons.`] }))
    .addNode("write", async ({ question, passages }) => ({
      answer: (
        await writer.invoke([
          new SystemMessage(`Use these passages only:\n${passages.join("\n")}`),
          new HumanMessage(question),
        ])
      ).text,
    }))
    .addNode("grade", async ({ passages, answer }) => ({
      verdict: (await grader.invoke(`Supported by ${passages.join(" ")}? ${answer}`)).text,
    }))
    .addEdge(START, "retrieve")
    .addEdge("retrieve", "write")
    .addEdge("write", "grade")
    .addConditionalEdges("grade", ({ verdict }) => (verdict.includes("true") ? END : "write"), [
      "write",
      END,
    ])
    .compile();
  return record((options) => graph.invoke({ question: "Moons of Mars?" }, options));
}
