import { fromTransferable, type TransferableIndex } from "../../collaborative/index-transfer.js";
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
  | { readonly kind: "record"; readonly job: TeachingJob }
  | { readonly kind: "rank"; readonly job: RankingJob };

/** The result of either kind of request. */
export type TeacherResult = Trajectory | TeacherAnswer;

/** Answers requests with a host. */
export function handleWith(host: TeacherHost): Handler<TeacherRequest, TeacherResult, Usage> {
  return (request, { signal, report }) =>
    request.kind === "record"
      ? host.record(request.job, { signal, onCached: report })
      : host.rank(request.job);
}

const start: WorkerModule<TeacherThreadData, TeacherRequest, TeacherResult, Usage> = async ({
  index,
  dataset,
  model,
}) => handleWith(createTeacherHost({ index: await fromTransferable(index), dataset, model }));

export default start;
