/** Records a graph that does not recommend: an agent that looks up the weather, and an editor. Offline. */
import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ToolNode, toolsCondition } from "@langchain/langgraph/prebuilt";
import { openTrajectoryFile, toTrajectory, TrajectoryRecorder } from "langgraph-star/recorder";
import { z } from "zod";

const weather = tool(({ city }) => `${city}: 21 degrees, wind from the west.`, {
  name: "weather",
  description: "Today's weather in a city.",
  schema: z.object({ city: z.string() }),
});

// Returns scripted replies; put any chat model here.
const model = fakeModel()
  .respond(
    new AIMessage({
      content: "I will look it up.",
      tool_calls: [{ id: "1", name: "weather", args: { city: "Lisbon" } }],
    }),
  )
  .respond(new AIMessage("It is 21 degrees in Lisbon, and windy."))
  .respond(new AIMessage("Mild and windy in Lisbon: 21 degrees."));

const graph = new StateGraph(MessagesAnnotation)
  .addNode("reporter", async ({ messages }) => ({
    messages: [await model.bindTools([weather]).invoke(messages)],
  }))
  .addNode("tools", new ToolNode([weather]))
  .addNode("editor", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addEdge(START, "reporter")
  .addConditionalEdges("reporter", toolsCondition, { tools: "tools", [END]: "editor" })
  .addEdge("tools", "reporter")
  .addEdge("editor", END)
  .compile({ name: "weather-desk" });

const recorder = new TrajectoryRecorder({
  classify: (node) => (node === "editor" ? "reflection" : "analysis"),
});
const runId = crypto.randomUUID();
await graph.invoke(
  {
    messages: [
      { role: "system", content: "You are the weather desk." },
      { role: "user", content: "How is Lisbon today?" },
    ],
  },
  { callbacks: [recorder], runId },
);

const trajectory = toTrajectory(recorder.take(runId), {
  id: "lisbon-1",
  task: null,
  fingerprint: "weather-desk 1",
  temperature: null,
  outcome: null,
  tools: [weather], // chat models report the tools they were offered; a scripted one does not
});
for (const { node, kind } of trajectory.steps) console.log(`${node}: ${kind}`);

const file = await openTrajectoryFile(process.argv[2] ?? "out/weather-desk.jsonl");
await file.append(trajectory);
await file.close();
