import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { createRandom, randomInteger } from "../../../src/random.js";
import { echo, jittered, lines, recordJittered, said, timeless } from "./support.js";

describe("many executions", () => {
  it("are separated by runId: twenty concurrent ones", async () => {
    const recorder = new TrajectoryRecorder();
    const graph = echo();
    const ids = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(
      ids.map((id) => graph.invoke(said(id), { callbacks: [recorder], runId: id })),
    );
    for (const id of ids.toReversed()) {
      expect(lines(recorder.take(id))).toEqual([`analysis echo 1: ${id}`]);
    }
    expect(recorder.size).toBe(0);
  });

  it("leave no run behind once they are taken or released", async () => {
    const recorder = new TrajectoryRecorder();
    const graph = echo();
    for (let turn = 0; turn < 50; turn++) {
      const runId = randomUUID();
      await graph.invoke(said("a"), { callbacks: [recorder], runId });
      expect(recorder.size).toBe(4); // the graph, __start__, the node, the model
      if (turn % 2 === 0) recorder.release(runId);
      else recorder.take(runId);
      expect(recorder.size).toBe(0);
    }
  });

  it("have the same order of steps in twenty runs with racing branches", async () => {
    const random = createRandom("jitter");
    const graph = jittered(() => randomInteger(random, 8));
    const recordings = await Promise.all(Array.from({ length: 20 }, () => recordJittered(graph)));
    const texts = recordings.map((recording) => JSON.stringify(timeless(recording)));
    expect(new Set(texts).size).toBe(1);
  });
});
