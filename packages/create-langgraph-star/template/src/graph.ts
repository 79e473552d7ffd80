/** The graph of langgraph.json: LangGraph Studio and `npm start` run it, and every run is appended to a file. */
import { describeAssistantTask } from "langgraph-star";
import { openFileRecorder } from "langgraph-star/recorder";
import { dataset } from "./shop.js";
import { createTeam, withModel } from "./team.js";

/**
 * Studio writes another file (langgraph.json), because only one process can write to each. `fingerprint` tells the versions of your
 * graph apart: change it when you change prompts or tools.
 */
export const recorder = await openFileRecorder({
  path: process.env["RUNS"] ?? "runs.jsonl",
  fingerprint: "v1",
  taskOf: (execution) => describeAssistantTask(execution, dataset),
});

export const teacher = createTeam([withModel]).withConfig({ callbacks: [recorder] });
