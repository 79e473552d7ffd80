import type { TeacherHost } from "./teacher-host.js";
import type { WorkerReply, WorkerRequest } from "./worker-protocol.js";

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
