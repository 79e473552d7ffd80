/** Where in a run a learning rate is asked for, and its course. */
export interface Schedule {
  /** Updates made so far, from 0. */
  readonly step: number;
  /** Updates of the whole run. */
  readonly steps: number;
  /** The highest rate. */
  readonly peak: number;
  /** Updates over which the rate rises to its peak. */
  readonly warmup: number;
  /** The share of the run that ends the time at the peak, warm-up included; default 0.3. */
  readonly holdShare?: number | undefined;
  /** The rate at the end, as a share of the peak; default 0.02. */
  readonly floorShare?: number | undefined;
}

/** The learning rate of one update: it rises linearly, stays, and falls along half a cosine. */
export function learningRateAt({
  step,
  steps,
  peak,
  warmup,
  holdShare = 0.3,
  floorShare = 0.02,
}: Schedule): number {
  const rise = Math.min(1, (step + 1) / Math.max(1, warmup));
  const done = Math.min(1, Math.max(0, (step / steps - holdShare) / (1 - holdShare)));
  const fall = floorShare + (1 - floorShare) * 0.5 * (1 + Math.cos(Math.PI * done));
  return peak * rise * fall;
}
