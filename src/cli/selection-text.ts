import type { Manifest } from "../distill/export/manifest.js";
import { formatPercent } from "../evaluation/format.js";

/** How often the samples of the tasks succeed; empty without tasks. */
export function formatSamples({ samples: counts }: Pick<Manifest, "samples">): string[] {
  const { tasks, samples, successes, passAtK } = counts;
  if (tasks === 0) return [];
  const passes = passAtK.map((pass) => {
    const of = pass.tasks === tasks ? "" : ` (${pass.tasks} tasks)`;
    return `pass@${pass.k} ${formatPercent(pass.value)}%${of}`;
  });
  return [
    `Samples: ${successes} of ${samples} for ${tasks} tasks rank the held-out item first; ${passes.join(", ")}.`,
  ];
}
