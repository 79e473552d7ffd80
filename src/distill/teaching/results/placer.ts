import { toTrajectoryLine } from "../../../trajectory/trajectory-line.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import { type LineFile, openLineFile } from "./line-file.js";

/** Options of {@link createPlacer}. */
export interface PlacerOptions {
  readonly main: LineFile;
  /** Results that are not in their places yet, and the path of their file. */
  readonly pending: LineFile | undefined;
  readonly pendingPath: string;
  /** Ids in the order of the complete file. */
  readonly order: readonly string[];
}

/** Adds results to the main file, or to the pending ones. */
export interface Placer {
  add(trajectory: Trajectory): Promise<void>;
  /** The pending results; undefined if there never were any. */
  pending(): LineFile | undefined;
}

/** Creates a placer. The pending file is created with the first pending result. */
export function createPlacer({ main, pendingPath, order, ...options }: PlacerOptions): Placer {
  let { pending } = options;
  let position = 0;
  /** The first id of the order that the main file lacks. */
  const nextId = () => {
    let id = order[position];
    while (id !== undefined && main.lines.has(id)) id = order[++position];
    return id;
  };
  const placePending = async () => {
    for (let id = nextId(); id !== undefined; id = nextId()) {
      const line = pending?.lines.get(id);
      if (pending === undefined || line === undefined) return;
      const written = await main.append(await pending.read(line));
      main.lines.set(id, { ...written, status: line.status });
      pending.lines.delete(id);
    }
  };
  return {
    async add(trajectory) {
      const { id, status } = trajectory;
      await placePending();
      const isNext = id === nextId();
      if (!isNext) pending ??= await openLineFile(pendingPath);
      const target = isNext || pending === undefined ? main : pending;
      target.lines.set(id, { ...(await target.append(toTrajectoryLine(trajectory))), status });
      await placePending();
    },
    pending: () => pending,
  };
}
