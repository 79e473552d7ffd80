import type { ModelCallRecord } from "../model-call.js";
import { createNamedCounter, type NamedCounter, type NamedCounts } from "../named-counter.js";
import { roleOf } from "../search/is-of-agent.js";
import type { Trajectory } from "../trajectory.js";

/** Model calls of one role. */
export interface RoleCounts {
  readonly role: string;
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Calls that failed. */
  readonly failed: number;
  /** Replies that the graph could not read. */
  readonly unreadable: number;
  /** Repairs by kind, the most frequent first. */
  readonly repairs: NamedCounts;
}

interface RoleSums extends Record<keyof Omit<RoleCounts, "role" | "repairs">, number> {
  readonly repairs: NamedCounter;
}

/** Counts model calls, tokens and repairs by role. Trajectories of version 1 have no model calls. */
export function createRoleCounter() {
  const roles = new Map<string, RoleSums>();
  return {
    add({ calls = [] }: Trajectory): void {
      for (const call of calls) {
        const role = roleOf(call);
        const sums = roles.get(role) ?? createSums();
        roles.set(role, sums);
        addCall(sums, call);
      }
    },
    /** In the order in which they first occurred. */
    read: (): RoleCounts[] =>
      Array.from(roles, ([role, { repairs, ...sums }]) => ({
        role,
        ...sums,
        repairs: repairs.read(),
      })),
  };
}

function createSums(): RoleSums {
  const repairs = createNamedCounter();
  return { modelCalls: 0, inputTokens: 0, outputTokens: 0, failed: 0, unreadable: 0, repairs };
}

function addCall(
  sums: RoleSums,
  { usage, error, unreadable, repairs = [] }: ModelCallRecord,
): void {
  sums.modelCalls++;
  sums.inputTokens += usage.inputTokens;
  sums.outputTokens += usage.outputTokens;
  if (error !== undefined) sums.failed++;
  if (unreadable !== undefined) sums.unreadable++;
  for (const { kind } of repairs) sums.repairs.add(kind);
}
