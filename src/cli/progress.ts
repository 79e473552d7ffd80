import { Presets, SingleBar } from "cli-progress";
import { terminalLine } from "../text/terminal-text.js";
import type { Io } from "./io.js";

/** Progress display on stderr. */
export interface Progress {
  /** @param done - Number of steps done before; excluded from the rate. */
  start(done: number): void;
  /**
   * @param stage - Name of the current stage. A new name restarts the rate measurement: stages differ in speed.
   * @param note - Additional text to show.
   */
  update(done: number, stage?: string, note?: string): void;
  stop(): void;
}

interface ProgressOptions {
  readonly label: string;
  readonly total: number;
}

/** Speed and estimated remaining time. */
interface Pace {
  readonly perSecond: number;
  readonly secondsLeft: number;
}

/** Creates a progress bar with rate and time left on a terminal; elsewhere, one line per 10% of progress. With `--quiet`, nothing. */
export function createProgress(io: Io, { label, total }: ProgressOptions): Progress {
  const options = { label: terminalLine(label), total };
  const { update, ...progress } =
    io.isTerminal && !io.isQuiet ? createBar(options) : createLines(io, options);
  return {
    ...progress,
    update: (done, stage = "", note = "") => update(done, terminalLine(stage), terminalLine(note)),
  };
}

function createBar({ label, total }: ProgressOptions): Progress {
  const format = `${label} {bar} {value}/{total} | {rate}/s | {left} s left {stage}{note}`;
  const options = { format, hideCursor: true, gracefulExit: false };
  const bar = new SingleBar(options, Presets.shades_classic);
  const paceAt = createPace(total);
  return {
    start(done) {
      paceAt(done, "");
      bar.start(total, done, { rate: "-", left: "-", stage: "", note: "" });
    },
    update(done, stage = "", note = "") {
      const { perSecond, secondsLeft } = paceAt(done, stage);
      bar.update(done, { rate: perSecond.toFixed(1), left: secondsLeft, stage, note });
    },
    stop: () => bar.stop(),
  };
}

function createLines(io: Io, { label, total }: ProgressOptions): Progress {
  const paceAt = createPace(total);
  const tenthOf = (done: number) => Math.floor((10 * done) / total);
  let tenth = 0;
  return {
    start(done) {
      paceAt(done, "");
      tenth = tenthOf(done);
    },
    update(done, stage = "", note = "") {
      const { perSecond, secondsLeft } = paceAt(done, stage);
      if (tenthOf(done) <= tenth) return;
      tenth = tenthOf(done);
      const work = [label, stage, note].filter((part) => part !== "").join(" ");
      io.note(`${work} ${done}/${total}, ${perSecond.toFixed(1)}/s, ${secondsLeft} s left`);
    },
    stop: () => {},
  };
}

/** Returns a function that measures the pace of the current stage. */
function createPace(total: number): (done: number, stage: string) => Pace {
  let current: { stage: string; done: number; since: number } | undefined;
  return (done, stage) => {
    if (current?.stage !== stage) {
      const before = current === undefined ? done : done - 1;
      current = { stage, done: before, since: performance.now() };
    }
    const seconds = Math.max(0.001, (performance.now() - current.since) / 1000);
    const perSecond = (done - current.done) / seconds;
    const secondsLeft = Math.ceil((total - done) / Math.max(perSecond, 0.01));
    return { perSecond, secondsLeft };
  };
}
