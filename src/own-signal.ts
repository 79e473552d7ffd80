/** Work in progress by the signal that aborts it. One listener per signal, however much runs. */
const GROUPS = new WeakMap<AbortSignal, Group>();

interface Group {
  readonly controllers: Set<AbortController>;
  readonly abort: () => void;
}

/**
 * Does work with a signal of its own that is aborted with the given one.
 *
 * Code that gets a signal may leave listeners on it: LangGraph 1.7.3 leaves one per run (langgraphjs issue 1014). On a signal that lives as long as a process, these
 * keep every run in memory, and Node warns about them.
 *
 * @param work - Its listeners are forgotten with its signal.
 */
export async function withOwnSignal<Result>(
  signal: AbortSignal | undefined,
  work: (own: AbortSignal | undefined) => Promise<Result>,
): Promise<Result> {
  if (signal === undefined || signal.aborted) return work(signal);
  const controller = new AbortController();
  const leave = join(signal, controller);
  try {
    return await work(controller.signal);
  } finally {
    leave();
  }
}

/** Aborts the controller with the signal until the returned function is called. */
function join(signal: AbortSignal, controller: AbortController): () => void {
  const group = GROUPS.get(signal) ?? open(signal);
  group.controllers.add(controller);
  return () => {
    group.controllers.delete(controller);
    if (group.controllers.size > 0 || GROUPS.get(signal) !== group) return;
    GROUPS.delete(signal);
    signal.removeEventListener("abort", group.abort);
  };
}

function open(signal: AbortSignal): Group {
  const controllers = new Set<AbortController>();
  const abort = () => {
    for (const controller of controllers) controller.abort(signal.reason);
  };
  signal.addEventListener("abort", abort, { once: true });
  const group = { controllers, abort };
  GROUPS.set(signal, group);
  return group;
}
