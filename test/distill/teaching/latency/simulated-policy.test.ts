import { beforeAll, describe, expect, it } from "vitest";
import {
  loadTokenCounter,
  simulateLatency,
  toSimulatedPolicy,
} from "../../../../src/distill/teaching/latency/simulate-latency.js";
import { TEACHER_DEFAULTS as settings } from "../../../../src/distill/teaching/settings.js";
import { createTeacherHost } from "../../../../src/distill/teaching/teacher-host.js";
import { createStudent } from "../../../../src/graphs/student.js";
import { createTools } from "../../../../src/tools/create-tools.js";
import { modelOf, recommend, says } from "../../../graphs/student-support.js";
import { createWorld } from "../support.js";

let world: Awaited<ReturnType<typeof createWorld>>;
beforeAll(async () => {
  world = await createWorld();
});

describe("loadTokenCounter", () => {
  it("counts as Qwen3 does, with one token per template token", async () => {
    const countTokens = await loadTokenCounter();
    expect(countTokens("Hello world<|im_end|>")).toBe(3); // "Hello", " world", "<|im_end|>"
  });
});

describe("toSimulatedPolicy", () => {
  it("adds the simulated latency of a student's model calls", async () => {
    const { index, dataset } = world.host;
    const llm = modelOf([says("look", ["search_neighbors", {}]), says(recommend("a"))]);
    const graph = createStudent({ llm, tools: createTools({ index, dataset }) }).compile();
    const latency = { callMs: 1000, tokenMs: 0 };
    const policy = toSimulatedPolicy({ graph, dataset, name: "student", latency });
    expect(await policy.rank(world.tasks[0]!)).toMatchObject({
      ranking: [],
      modelCalls: 2,
      simulatedLatencyMs: 2000,
    });
  });

  it("is used by a host for jobs with a simulation only", async () => {
    const host = createTeacherHost(world.host);
    const [task] = world.tasks;
    const job = { settings, task: task!, sample: 0 };
    const simulation = { callMs: 300, tokenMs: 15 };
    const trajectory = await host.record(job);
    const countTokens = await loadTokenCounter();
    const { simulatedLatencyMs, ...answer } = await host.rank({ ...job, simulation });
    expect(simulatedLatencyMs).toBe(simulateLatency(trajectory, { ...simulation, countTokens }));
    const { latencyMs: _, ...plain } = await host.rank(job);
    expect(answer).toMatchObject(plain);
    expect(plain).not.toHaveProperty("simulatedLatencyMs");
  });
});
