/** Durations of repeated runs, in milliseconds. */
export interface Times {
  readonly wall: number[];
  /** Processor time of all threads of the process. */
  readonly processor: number[];
}

/** Runs `work` once and appends its duration. */
export async function time<T>({ wall, processor }: Times, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const used = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  processor.push((user + system) / 1000);
  wall.push(performance.now() - start);
  return result;
}

/** An empty list of durations. */
export function createTimes(): Times {
  return { wall: [], processor: [] };
}

/** The median of the runs after warm-up. */
export function median(values: readonly number[]): number {
  const sorted = afterWarmUp(values);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The minimum of the runs after warm-up. */
export function minimum(values: readonly number[]): number {
  return afterWarmUp(values)[0] ?? NaN;
}

/** The mean of the runs after warm-up. The clock of processor time is too coarse for a median. */
export function mean(values: readonly number[]): number {
  const counted = afterWarmUp(values);
  return counted.reduce((sum, value) => sum + value, 0) / counted.length;
}

/** Number of warm-up runs, which are not counted. */
const WARM_UP = 3;

function afterWarmUp(values: readonly number[]): number[] {
  return values.slice(WARM_UP).sort((a, b) => a - b);
}
