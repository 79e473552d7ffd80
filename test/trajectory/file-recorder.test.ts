import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { END, MemorySaver, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type FileRecorderOptions, openFileRecorder } from "../../src/trajectory/file-recorder.js";
import { readTrajectories } from "../../src/trajectory/trajectory-file.js";
import type { Trajectory } from "../../src/trajectory/trajectory.js";

const State = new StateSchema({ n: z.number() });

async function openRecorder(options: Partial<FileRecorderOptions> = {}) {
  const path = join(await mkdtemp(join(tmpdir(), "star-recorder-")), "trajectories.jsonl");
  const recorder = await openFileRecorder({ path, fingerprint: "v1", ...options });
  const read = async () => {
    const found: Trajectory[] = [];
    for await (const trajectory of readTrajectories(path)) found.push(trajectory);
    return found;
  };
  const graph = new StateGraph(State)
    .addNode("add", ({ n }) => {
      if (n < 0) throw new Error("negative");
      return { n: n + 1 };
    })
    .addNode("double", ({ n }) => ({ n: n * 2 }))
    .addEdge(START, "add")
    .addEdge("add", "double")
    .addEdge("double", END)
    .compile({ name: "adder", checkpointer: new MemorySaver() })
    .withConfig({ callbacks: [recorder] });
  return { recorder, graph, read };
}

const inThread = (thread_id: string) => ({ configurable: { thread_id } });

describe("openFileRecorder", () => {
  it("writes every execution when it ends, concurrent and failed ones, too", async () => {
    const { recorder, graph, read } = await openRecorder();
    await Promise.allSettled([1, -1, 2].map((n) => graph.invoke({ n }, inThread(String(n)))));
    const statuses = (await read()).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(["completed", "completed", "failed"]);
    expect(recorder.size).toBe(0);
    await recorder.close();
  });

  it("writes an interrupted execution once, after it was resumed", async () => {
    const { recorder, graph, read } = await openRecorder();
    const runId = "00000000-0000-4000-8000-000000000001";
    await graph.invoke({ n: 1 }, { ...inThread("1"), interruptBefore: ["double"] });
    expect(await read()).toEqual([]);
    expect(await graph.invoke(null, { ...inThread("1"), runId })).toEqual({ n: 4 });
    const [trajectory, ...others] = await read();
    expect(others).toEqual([]);
    expect(trajectory).toMatchObject({
      id: runId,
      status: "completed",
      source: { graph: "adder" },
    });
    expect(trajectory?.missing).toBeUndefined();
    expect(recorder.size).toBe(0);
    await recorder.close();
    expect(await read()).toHaveLength(1);
  });

  it("writes what still waits when it is closed", async () => {
    const { recorder, graph, read } = await openRecorder();
    await graph.invoke({ n: 1 }, { ...inThread("1"), interruptBefore: ["double"] });
    await recorder.close();
    expect((await read()).map(({ status }) => status)).toEqual(["interrupted"]);
  });

  it("asks for the task of an execution with its output", async () => {
    const asked: unknown[] = [];
    const taskOf: FileRecorderOptions["taskOf"] = ({ output }) => (asked.push(output), null);
    const { recorder, graph } = await openRecorder({ taskOf });
    await graph.invoke({ n: 1 }, inThread("1"));
    await graph.invoke({ n: -1 }, inThread("2")).catch(() => undefined);
    expect(asked).toEqual([{ n: 4 }, undefined]);
    await recorder.close();
  });
});
