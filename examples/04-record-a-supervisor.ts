/** Records a supervisor with two agents, which do not depend on this package, as one line of JSON, and checks it. Offline. */
import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { createSupervisor } from "@langchain/langgraph-supervisor";
import { createAgent } from "langchain";
import { openTrajectoryFile, readTrajectories } from "langgraph-star/recorder";
import { toTrajectory, TrajectoryRecorder } from "langgraph-star/recorder";
import { deepStrictEqual } from "node:assert";
import { z } from "zod";

const schema = z.object({ city: z.string() });
const trains = tool(({ city }) => `To ${city}: 9:05 and 17:40.`, { name: "trains", schema });
const hotels = tool(({ city }) => `In ${city}: the Mill.`, { name: "hotels", schema });

// Returns scripted replies; put any chat model here.
const call = (name: string, args: Record<string, string> = {}) => ({ id: `${name}-1`, name, args });
const script = (...replies: AIMessage[]) =>
  replies.reduce((model, reply) => model.respond(reply), fakeModel());
const say = (content: string, ...tool_calls: ReturnType<typeof call>[]) =>
  new AIMessage({ content, tool_calls });

const look = say("", call("trains", { city: "Porto" }), call("hotels", { city: "Porto" }));
const scout = createAgent({
  model: script(look, say("The 9:05, and the Mill.")),
  tools: [trains, hotels],
  name: "scout",
});
const writer = createAgent({
  model: script(say("Morning train, night at the Mill.")),
  name: "writer",
});
const llm = script(
  say("First the facts.", call("transfer_to_scout")),
  say("Now the text.", call("transfer_to_writer")),
  say("Done."),
);
const prompt = "You plan short journeys.";
const graph = createSupervisor({ agents: [scout.graph, writer.graph], llm, prompt }).compile({
  name: "travel-desk",
});

const recorder = new TrajectoryRecorder();
await graph.invoke({ messages: "A day in Porto?" }, { callbacks: [recorder] });
const unknown = { task: null, fingerprint: "travel-desk 1", temperature: null, outcome: null };
// A scripted model does not report the tools it was offered. A single agent needs these two and no handoffs.
const tools = [trains, hotels];
const trajectory = toTrajectory(recorder.take(), { id: "porto-1", tools, ...unknown });
for (const { agent, kind } of trajectory.steps) console.log(`${agent}: ${kind}`);

const path = process.argv[2] ?? "out/travel-desk.jsonl";
const file = await openTrajectoryFile(path);
await file.append(trajectory);
await file.close();

// Every call, handoffs included, has an answer, and the file contains what was written.
const callIds = (wanted: string) =>
  trajectory.steps.flatMap((step) => ("callId" in step && step.kind === wanted ? step.callId : []));
deepStrictEqual(callIds("tool_response").toSorted(), callIds("tool_call").toSorted());
let last: unknown;
for await (last of readTrajectories(path));
deepStrictEqual(last, trajectory);
