/** Runs one export in a separate process, so that its memory can be measured: `measure.ts FILE FOLDER FORMATS`. */
import { availableParallelism } from "node:os";
import { exportTrajectories } from "langgraph-star";
import { FORMAT_NAMES } from "langgraph-star/export";

/** The JSON that the process prints. */
export interface Measured {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peakMegabytes: number;
  /** Number of exported trajectories. */
  readonly kept: number;
}

const [path = "", directory = "", names = ""] = process.argv.slice(2);
const formats = FORMAT_NAMES.filter((name) => names.split(",").includes(name));
const start = performance.now();
const before = process.cpuUsage();
const threads = availableParallelism();
const { counts } = await exportTrajectories({ path, directory, settings: { formats }, threads });
const { user, system } = process.cpuUsage(before);
const measured: Measured = {
  seconds: (performance.now() - start) / 1000,
  processorSeconds: (user + system) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
  kept: counts.verdicts.kept,
};
console.log(JSON.stringify(measured));
