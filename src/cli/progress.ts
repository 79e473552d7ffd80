import { Presets, SingleBar } from "cli-progress";
import type { Io } from "./io.js";

/** Says how far something is, on stderr. */
export interface Progress {
  /** @param done - Of the total, before now; does not count for the rate. */
  start(done: number): void;
  update(done: number): void;
  stop(): void;
}

export interface ProgressOptions {
  readonly label: string;
  readonly total: number;
}

/** A bar with rate and time left where a person watches; elsewhere a line every tenth of the way. */
export function createProgress(io: Io, options: ProgressOptions): Progress {
  return io.isTerminal ? createBar(options) : createLines(io, options);
}

function createBar({ label, total }: ProgressOptions): Progress {
  const format = `${label} {bar} {value}/{total} | {rate}/s | {eta_formatted} left`;
  const bar = new SingleBar(
    { format, hideCursor: true, gracefulExit: false },
    Presets.shades_classic,
  );
  let rate = createRate(0);
  return {
    start(done) {
      rate = createRate(done);
      bar.start(total, done, { rate: "-" });
    },
    update: (done) => bar.update(done, { rate: rate(done).toFixed(1) }),
    stop: () => bar.stop(),
  };
}

function createLines(io: Io, { label, total }: ProgressOptions): Progress {
  const tenthOf = (done: number) => Math.floor((10 * done) / total);
  let rate = createRate(0);
  let tenth = 0;
  return {
    start(done) {
      rate = createRate(done);
      tenth = tenthOf(done);
    },
    update(done) {
      if (tenthOf(done) <= tenth) return;
      tenth = tenthOf(done);
      const left = Math.ceil((total - done) / rate(done));
      io.note(`${label} ${done}/${total}, ${rate(done).toFixed(1)}/s, ${left} s left`);
    },
    stop: () => {},
  };
}

/** Counts a second since it was made. */
function createRate(initial: number): (done: number) => number {
  const start = performance.now();
  return (done) => (1000 * (done - initial)) / (performance.now() - start);
}
