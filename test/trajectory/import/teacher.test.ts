import { MemorySaver } from "@langchain/langgraph";
import { beforeAll, describe, expect, it } from "vitest";
import { visible } from "../../../src/data/tasks.js";
import type { Recording } from "../../../src/entries/recorder.js";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { createTeacher } from "../../../src/graphs/teacher.js";
import { OfflineModel } from "../../../src/models/offline/offline-model.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { fromLangSmithRuns } from "../../../src/trajectory/import/langsmith-runs.js";
import { fromSpans } from "../../../src/trajectory/import/spans.js";
import { fromStateHistory } from "../../../src/trajectory/import/state-history.js";
import { createWorld } from "../../distill/teaching/support.js";
import { lines } from "../recorder/support.js";
import { toPhoenixSpans } from "./span-export.js";
import { comparable, observe, type Json } from "./support.js";

const THREAD = { configurable: { thread_id: "thread" } };

let recorded: Recording[];
let runs: Json[];
let kept: Recording[];
beforeAll(async () => {
  const { host, tasks } = await createWorld();
  const { index, dataset } = host;
  const graph = createTeacher({ llm: new OfflineModel(), tools: createTools({ index, dataset }) });
  const teacher = graph.compile({ name: "star-teacher", checkpointer: new MemorySaver() });
  const [task] = tasks;
  ({ recordings: recorded, runs } = await observe((callbacks) =>
    teacher.invoke(toGraphInput(task!, dataset), {
      context: { task: visible(task!) },
      callbacks,
      ...THREAD,
    }),
  ));
  kept = await fromStateHistory(teacher, THREAD);
});

describe("the teacher, imported from", () => {
  it("LangSmith or OpenInference spans, equals the recording", () => {
    expect(recorded[0]!.steps.length).toBeGreaterThan(10);
    expect(comparable(fromLangSmithRuns(runs))).toEqual(comparable(recorded));
    expect(comparable(fromSpans(toPhoenixSpans(runs, "whole")))).toEqual(comparable(recorded));
    const [conventional] = fromSpans(toPhoenixSpans(runs, "conventional"));
    expect(lines(conventional!)).toEqual(lines(recorded[0]!));
  });

  it("checkpoints, has the agents' steps: planner, reflector and ranker write no messages", () => {
    const agents = recorded[0]!.steps.filter(({ agent }) => agent !== "");
    expect(agents.length).toBeLessThan(recorded[0]!.steps.length);
    expect(lines(kept[0]!)).toEqual(lines({ steps: agents }));
    expect(kept[0]!.missing).toContain("replies");
  });
});
