import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Trajectory } from "langgraph-star";

/** Writes as many trajectories as asked for: the given ones again and again, every time under new ids. */
export async function repeatRows(
  path: string,
  trajectories: readonly Trajectory[],
  count: number,
): Promise<void> {
  await pipeline(Readable.from(listRows(trajectories, count)), createWriteStream(path));
}

function* listRows(trajectories: readonly Trajectory[], count: number): Generator<string> {
  for (let row = 0; row < count; row++) {
    const one = trajectories[row % trajectories.length];
    if (one === undefined) return;
    const round = Math.floor(row / trajectories.length);
    const task = one.task && { ...one.task, id: `${one.task.id}/${round}` };
    yield `${JSON.stringify({ ...one, id: `${one.id}/${round}`, task })}\n`;
  }
}
