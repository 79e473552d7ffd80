/** Runs the teacher once with a recorder, and prints the recorded calls. Started as a process with the environment of a viewer. */
import {
  createTeacher,
  createTools,
  OfflineModel,
  toGraphInput,
  TrajectoryRecorder,
} from "langgraph-star";
import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { fitTinyShop, tinyShop } from "../../support/tiny-shop.js";

const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const teacher = createTeacher({ llm: new OfflineModel(), tools }).compile({ name: "star-teacher" });
const recorder = new TrajectoryRecorder();
const question = { userId: "u1", history: [], candidates: ["d", "e"] };
await teacher.invoke(toGraphInput(question, tinyShop), { callbacks: [recorder] });
await awaitAllCallbacks();
const { status, usage, steps } = recorder.take();
const names = steps.flatMap((step) => (step.kind === "tool_call" ? [step.name] : []));
process.stdout.write(JSON.stringify({ status, modelCalls: usage.modelCalls, tools: names }));
