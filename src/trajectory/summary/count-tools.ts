import { createNamedCounter, type NamedCounter, type NamedCounts } from "../named-counter.js";
import { roleOf } from "../search/is-of-agent.js";
import type { Trajectory } from "../trajectory.js";

/** Calls of one tool. */
export interface ToolCounts {
  readonly tool: string;
  readonly calls: number;
  /** Answers that are errors. */
  readonly errors: number;
  /** Trajectories with a call. */
  readonly trajectories: number;
  /** Calls by agent, the most frequent first. */
  readonly agents: NamedCounts;
}

interface ToolSums {
  calls: number;
  errors: number;
  trajectories: number;
  readonly agents: NamedCounter;
}

/** Counts tool calls. */
export function createToolCounter() {
  const tools = new Map<string, ToolSums>();
  const sumsOf = (name: string): ToolSums => {
    const sums = tools.get(name) ?? {
      calls: 0,
      errors: 0,
      trajectories: 0,
      agents: createNamedCounter(),
    };
    tools.set(name, sums);
    return sums;
  };
  return {
    add({ steps }: Trajectory): void {
      const used = new Set<ToolSums>();
      for (const step of steps) {
        if (step.kind === "tool_response" && step.status === "error") sumsOf(step.name).errors++;
        if (step.kind !== "tool_call") continue;
        const sums = sumsOf(step.name);
        sums.calls++;
        sums.agents.add(roleOf(step));
        used.add(sums);
      }
      for (const sums of used) sums.trajectories++;
    },
    /** The most frequent first. */
    read: (): ToolCounts[] =>
      [...tools]
        .map(([tool, { agents, ...sums }]) => ({
          tool,
          ...sums,
          agents: agents.read(),
        }))
        .toSorted((one, other) => other.calls - one.calls),
  };
}
