import { fromTransferable, type TransferableIndex } from "../../collaborative/index-transfer.js";
import type { RunningExecution } from "../../trajectory/recorder/running.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Handler, WorkerModule } from "../../worker/protocol.js";
import type { ModelSettings, RankingJob, TeachingDataset, TeachingJob } from "./settings.js";
import type { Usage } from "../../trajectory/usage.js";
import { createTeacherHost, type TeacherAnswer, type TeacherHost } from "./teacher-host.js";

/** Start data of a teacher thread. The index's numbers are in shared memory. */
export interface TeacherThreadData {
  readonly index: TransferableIndex;
  readonly dataset: TeachingDataset;
  readonly model: ModelSettings;
}

/** One request to a {@link TeacherHost}. */
export type TeacherRequest =
  | { readonly kind: "record"; readonly job: TeachingJob; readonly isWatched: boolean }
  | { readonly kind: "rank"; readonly job: RankingJob };

/** The result of either kind of request. */
export type TeacherResult = Trajectory | TeacherAnswer;

/** What a thread says of a request in progress: what the cache answered, or what the run is at. */
export type TeacherProgress =
  | { readonly kind: "cached"; readonly usage: Usage }
  | { readonly kind: "running"; readonly running: RunningExecution };

/** Answers requests with a host. */
export function handleWith(
  host: TeacherHost,
): Handler<TeacherRequest, TeacherResult, TeacherProgress> {
  return (request, { signal, report }) => {
    if (request.kind === "rank") return host.rank(request.job);
    const onRunning = (running: RunningExecution) => report({ kind: "running", running });
    return host.record(request.job, {
      signal,
      onCached: (usage) => report({ kind: "cached", usage }),
      onRunning: request.isWatched ? onRunning : undefined,
    });
  };
}

const start: WorkerModule<
  TeacherThreadData,
  TeacherRequest,
  TeacherResult,
  TeacherProgress
> = async ({ index, dataset, model }) =>
  handleWith(createTeacherHost({ index: await fromTransferable(index), dataset, model }));

export default start;
