import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Trajectory } from "langgraph-star";

/** Writes `count` trajectories: the given ones repeatedly, with new ids each time. */
export async function repeatRows(
  path: string,
  trajectories: readonly Trajectory[],
  count: number,
): Promise<void> {
  await pipeline(Readable.from(listRows(trajectories, count)), createWriteStream(path));
}

function* listRows(trajectories: readonly Trajectory[], count: number): Generator<string> {
  for (let row = 0; row < count; row++) {
    const trajectory = trajectories[row % trajectories.length];
    if (trajectory === undefined) return;
    const round = Math.floor(row / trajectories.length);
    const task = trajectory.task && { ...trajectory.task, id: `${trajectory.task.id}/${round}` };
    yield `${JSON.stringify({ ...trajectory, id: `${trajectory.id}/${round}`, task })}\n`;
  }
}
