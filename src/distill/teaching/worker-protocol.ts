import type { TransferableIndex } from "../../collaborative/index-transfer.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { ModelSettings, RankingJob, TeachingDataset, TeachingJob } from "./settings.js";
import type { TeacherHost, TeacherAnswer } from "./teacher-host.js";

/** What a worker thread is started with. The index's numbers lie in shared memory. */
export interface WorkerData {
  readonly index: TransferableIndex;
  readonly dataset: TeachingDataset;
  readonly model: ModelSettings;
}

/** What a thread is asked for; its reply repeats the number. */
export type WorkerRequest = { readonly number: number } & WorkerJob;
export type WorkerJob =
  | { readonly kind: "record"; readonly job: TeachingJob }
  | { readonly kind: "rank"; readonly job: RankingJob };

export type WorkerReply =
  | { readonly number: number; readonly kind: "record"; readonly trajectory: Trajectory }
  | { readonly number: number; readonly kind: "rank"; readonly answer: TeacherAnswer }
  | { readonly number: number; readonly kind: "failed"; readonly error: string };

/** What a host makes of one request. Never rejects: a failure is a reply, too. */
export async function answerRequest(
  host: TeacherHost,
  request: WorkerRequest,
): Promise<WorkerReply> {
  const { number } = request;
  try {
    return request.kind === "record"
      ? { number, kind: "record", trajectory: await host.record(request.job) }
      : { number, kind: "rank", answer: await host.rank(request.job) };
  } catch (error) {
    return { number, kind: "failed", error: error instanceof Error ? error.message : `${error}` };
  }
}
