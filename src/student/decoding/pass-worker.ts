import type { WorkerModule } from "../../worker/protocol.js";
import { createPassRunner, type PassRunnerData, type RowPositions } from "./pass-runner.js";

/** Runs passes in a thread of their own. */
const createHandler: WorkerModule<
  PassRunnerData,
  readonly RowPositions[],
  readonly Float32Array[]
> = async (data) => (await createPassRunner(data)).run;

export default createHandler;
