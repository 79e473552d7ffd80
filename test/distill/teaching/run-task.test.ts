import { getEventListeners } from "node:events";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { START, StateGraph, StateSchema } from "@langchain/langgraph";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { runTask } from "../../../src/distill/teaching/run-task.js";
import { TEACHER_DEFAULTS as settings } from "../../../src/distill/teaching/settings.js";
import { createTeacherHost } from "../../../src/distill/teaching/teacher-host.js";
import { createTeacher } from "../../../src/graphs/teacher.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { trajectorySchema } from "../../../src/trajectory/trajectory.js";
import { createWorld, withoutTiming } from "./support.js";

let world: Awaited<ReturnType<typeof createWorld>>;
beforeAll(async () => {
  world = await createWorld();
});

describe("runTask", () => {
  it("records the run and its outcome", async () => {
    const [task] = world.tasks;
    const trajectory = await createTeacherHost(world.host).record({
      settings,
      task: task!,
      sample: 2,
    });
    expect(trajectorySchema.parse(trajectory)).toEqual(trajectory);
    expect(trajectory).toMatchObject({ id: `${task!.id}#2`, status: "completed", error: null });
    const { outcome, task: recorded } = trajectory;
    expect(outcome!.ranking.toSorted()).toEqual(task!.candidates.toSorted());
    expect(outcome!.ranking[outcome!.rank! - 1]).toBe(task!.heldOut);
    expect(JSON.stringify(recorded)).not.toContain("heldOut");
  });

  it("leaves no listener on the signal of many runs", async () => {
    const { signal } = new AbortController();
    const host = createTeacherHost(world.host);
    await Promise.all(
      world.tasks.map((task) => host.record({ settings, task, sample: 0 }, { signal })),
    );
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("gives equal trajectories for equal seed and sample, and different rankings for others", async () => {
    const record = async (seed: number, sample: number) => {
      const model = { spec: "offline", temperature: 5, seed };
      const host = createTeacherHost({ ...world.host, model });
      return withoutTiming(await host.record({ settings, task: world.tasks[0]!, sample }));
    };
    const first = await record(1, 0);
    expect(await record(1, 0)).toEqual(first);
    const rankings = await Promise.all([record(1, 1), record(2, 0)]);
    for (const { outcome } of rankings) {
      expect(outcome?.ranking).not.toEqual(first.outcome?.ranking);
    }
  });

  it("returns a failed run as a trajectory with its error", async () => {
    const { index, dataset } = world.host;
    const llm = new FakeListChatModel({ responses: ["I would rather not."] });
    const graph = createTeacher({ llm, tools: createTools({ index, dataset }) }).compile();
    const task = world.tasks[0]!;
    const trajectory = await runTask({
      graph,
      dataset,
      task,
      fingerprint: "garbage",
      temperature: null,
    });
    expect(trajectory).toMatchObject({ id: `${task.id}#0`, status: "failed", outcome: null });
    expect(trajectory.error).toMatch(/planner gave no readable answer.*Use a model that follows/s);
  });

  it("rethrows an error from before the run, such as an invalid context", async () => {
    const State = new StateSchema({ ranking: z.array(z.string()).default([]) });
    const graph = new StateGraph(State, { context: z.object({ shop: z.string() }) })
      .addNode("idle", () => ({}))
      .addEdge(START, "idle")
      .compile();
    const [task] = world.tasks;
    const { dataset } = world.host;
    const options = {
      graph: graph as never,
      dataset,
      task: task!,
      fingerprint: "1",
      temperature: null,
    };
    await expect(runTask(options)).rejects.toThrow(/shop/);
  });
});
