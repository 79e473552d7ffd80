import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { expect, it } from "vitest";
import { readExportManifest } from "../../../src/distill/export/manifest.js";
import { toTrajectory, TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { exportAll } from "./support.js";

it("counts the calls of a conversation, whether a transcript is written beside it or not", async () => {
  const model = fakeModel().respond(new AIMessage("Paris."));
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("chat", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addEdge(START, "chat")
    .addEdge("chat", END)
    .compile();
  const recorder = new TrajectoryRecorder();
  await graph.invoke(
    { messages: [{ role: "user", content: "Capital of France?" }] },
    { callbacks: [recorder] },
  );
  const context = { id: "1", task: null, fingerprint: "v1", temperature: null, outcome: null };
  const trajectory = toTrajectory(recorder.take(), context);
  for (const rows of ["conversation", "both"] as const) {
    const directory = await exportAll([trajectory], { settings: { rows } });
    const { counts } = await readExportManifest(directory);
    expect(counts.calls.trained, rows).toBe(1);
    expect(counts.rows.conversation, rows).toBe(1);
  }
});
