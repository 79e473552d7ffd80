/** Enough for what thousands of aborted executions leave behind. */
const MAX_REMEMBERED = 10_000;

export type Stragglers = ReturnType<typeof createStragglers>;

/**
 * The ids of runs below which more runs may begin although their execution is over. A branch that was cancelled does not
 * stop at once, and LangChain would present its next model call as an execution of its own.
 */
export function createStragglers() {
  const ids = new Set<string>();
  return {
    has: (id: string): boolean => ids.has(id),
    add(id: string): void {
      ids.add(id);
      for (const oldest of ids) {
        if (ids.size <= MAX_REMEMBERED) break;
        ids.delete(oldest);
      }
    },
  };
}
