/** What repetitions of something took, in milliseconds. */
export interface Times {
  readonly wall: number[];
  /** Of all threads of the process together. */
  readonly processor: number[];
}

/** Runs something once and notes what it took. */
export async function time<T>({ wall, processor }: Times, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const used = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  processor.push((user + system) / 1000);
  wall.push(performance.now() - start);
  return result;
}

/** A place to note times in. */
export function createTimes(): Times {
  return { wall: [], processor: [] };
}

/** The middle of what came after the first few, which warm up. */
export function median(values: readonly number[]): number {
  const sorted = settled(values);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The least of what came after the first few. */
export function least(values: readonly number[]): number {
  return settled(values)[0] ?? NaN;
}

/** The mean of what came after the first few. The clock of processor time is too coarse for more than that. */
export function mean(values: readonly number[]): number {
  const counted = settled(values);
  return counted.reduce((sum, value) => sum + value, 0) / counted.length;
}

const WARM_UP = 3;

function settled(values: readonly number[]): number[] {
  return values.slice(WARM_UP).sort((a, b) => a - b);
}
