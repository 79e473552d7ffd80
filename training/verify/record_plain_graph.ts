/** Records a graph without system prompt and tools: `record_plain_graph.ts FILE` appends a trajectory to FILE. */
import { fakeModel } from "@langchain/core/testing";
import { AIMessage } from "@langchain/core/messages";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { openTrajectoryFile, toTrajectory, TrajectoryRecorder } from "langgraph-star/recorder";

const model = fakeModel()
  .respond(new AIMessage("Three: one for each of you."))
  .respond(new AIMessage("Four, if the neighbor comes, too."));

const graph = new StateGraph(MessagesAnnotation)
  .addNode("host", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addNode("guest", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addEdge(START, "host")
  .addEdge("host", "guest")
  .addEdge("guest", END)
  .compile({ name: "plain" });

const recorder = new TrajectoryRecorder();
await graph.invoke({ messages: "How many cups?" }, { callbacks: [recorder] });
const context = { task: null, fingerprint: "plain 1", temperature: null, outcome: null };
const file = await openTrajectoryFile(process.argv[2] ?? "out/plain.jsonl");
await file.append(toTrajectory(recorder.take(), { id: "plain-1", tools: [], ...context }));
await file.close();
