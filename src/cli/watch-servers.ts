import { endsEveryRun } from "../distill/teaching/server.js";
import type { TaskRecord } from "../evaluation/task-record.js";
import { findStarError, modelFaultOf } from "../models/model-fault.js";
import type { Policy } from "../types.js";

/** Policies whose failures are watched. */
export interface WatchedPolicies {
  readonly policies: ReadonlyMap<string, Policy>;
  /** Aborted with the first error that every further run would have, such as a wrong API key. */
  readonly failure: AbortSignal;
  /** True for a task that failed because the server did, and not the model: it can succeed later. */
  isServerFault(record: Pick<TaskRecord, "policy" | "taskId">): boolean;
}

/** Watches policies with chat models for failures of their servers. */
export function watchServers(policies: ReadonlyMap<string, Policy>): WatchedPolicies {
  const failure = new AbortController();
  const unanswered = new Map([...policies.keys()].map((name) => [name, new Set<string>()]));
  const watch = ({ name, rank }: Policy): Policy => ({
    name,
    async rank(task) {
      try {
        return await rank(task);
      } catch (error) {
        if (endsEveryRun(error)) failure.abort(findStarError(error) ?? error);
        if (modelFaultOf(error) === "retryable") unanswered.get(name)?.add(task.id);
        throw error;
      }
    },
  });
  return {
    policies: new Map([...policies].map(([name, policy]) => [name, watch(policy)])),
    failure: failure.signal,
    isServerFault: ({ policy, taskId }) => unanswered.get(policy)?.has(taskId) === true,
  };
}
