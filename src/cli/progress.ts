import { Presets, SingleBar } from "cli-progress";
import type { Io } from "./io.js";

/** Says how far something is, on stderr. */
export interface Progress {
  update(done: number): void;
  stop(): void;
}

/**
 * A bar with rate and time left where a person watches; elsewhere a line at the start of every tenth.
 *
 * @param initial - Of `total`, done before; does not count for the rate.
 */
export function createProgress(
  io: Io,
  { label, total, initial = 0 }: { label: string; total: number; initial?: number },
): Progress {
  if (total === initial) return { update: () => {}, stop: () => {} };
  return io.isTerminal ? bar(label, total, initial) : lines(io, label, total, initial);
}

function bar(label: string, total: number, initial: number): Progress {
  const format = `${label} {bar} {value}/{total} | {rate}/s | {eta_formatted} left`;
  const shown = new SingleBar({ format, hideCursor: true }, Presets.shades_classic);
  const rate = createRate(initial);
  shown.start(total, initial, { rate: "-" });
  return {
    update: (done) => shown.update(done, { rate: rate(done) }),
    stop: () => shown.stop(),
  };
}

function lines(io: Io, label: string, total: number, initial: number): Progress {
  const rate = createRate(initial);
  const tenthOf = (done: number) => Math.floor((10 * done) / total);
  let tenth = tenthOf(initial);
  return {
    update(done) {
      if (tenthOf(done) <= tenth) return;
      tenth = tenthOf(done);
      const perSecond = rate(done);
      const left = Math.ceil((total - done) / Number(perSecond));
      io.note(`${label} ${done}/${total}, ${perSecond}/s, ${left} s left`);
    },
    stop: () => {},
  };
}

function createRate(initial: number): (done: number) => string {
  const start = performance.now();
  return (done) => ((1000 * (done - initial)) / (performance.now() - start)).toFixed(1);
}
