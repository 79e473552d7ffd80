import type { BaselineProgress, HitRateCheck } from "../baselines/train-best.js";
import { formatPercent } from "../evaluation/format.js";
import type { Policy } from "../types.js";
import { runInWorker } from "../worker/run-in-worker.js";
import type { Io } from "./io.js";
import { createProgress, type Progress } from "./progress.js";
import { TRAINABLES, type TrainingContext, type Work } from "./trained-policies.js";

/** Trains those of the policies that need it, one after the other, each in a thread of its own, and says how far it is. */
export async function trainPolicies(
  names: readonly string[],
  context: TrainingContext,
  { io, signal }: { readonly io: Io; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, Policy>> {
  const policies = new Map<string, Policy>();
  for (const name of names) {
    const trainable = TRAINABLES.get(name);
    if (trainable === undefined) continue;
    const stages = createStages(io, name);
    const work: Work = (module, input) =>
      runInWorker({ module, input, signal, onProgress: stages.show });
    try {
      const { policy, checks } = await trainable.train(context, work);
      policies.set(name, policy);
      io.note(describeBest(name, checks));
    } finally {
      stages.stop();
    }
  }
  return policies;
}

/** A progress bar for every stage. */
function createStages(io: Io, name: string) {
  let current: { readonly stage: string; readonly progress: Progress } | undefined;
  return {
    show({ stage, done, total }: BaselineProgress) {
      if (current?.stage !== stage) {
        current?.progress.stop();
        const progress = createProgress(io, { label: `train ${name}, ${stage}`, total });
        progress.start(0);
        current = { stage, progress };
      }
      current.progress.update(done);
    },
    stop: () => current?.progress.stop(),
  };
}

function describeBest(name: string, checks: readonly HitRateCheck[]): string {
  const nothing: HitRateCheck = { step: 0, hitRate: 0 };
  const { step, hitRate } = checks.reduce((a, b) => (b.hitRate > a.hitRate ? b : a), nothing);
  return `${name}: best after ${step} updates, with HR ${formatPercent(hitRate)} on validation tasks.`;
}
