/** One step in a process of its own, which prints a line of JSON: `measure.ts STEP FILE`. The index is kept beside the file. */
import { dirname } from "node:path";
import { openTraceStore } from "../../src/serve/traces/index/trace-store.js";

/** What a step prints. */
export interface MeasuredOpening {
  readonly seconds: number;
  readonly processorSeconds: number;
  /** Of the whole process. */
  readonly peakMegabytes: number;
}

const [step, path = ""] = process.argv.slice(2);
const SHOWN = { from: 0, limit: 100 };

const processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const [start, startProcessor] = [performance.now(), processorSeconds()];
const store = await openTraceStore(path, { cacheDir: dirname(path) });
await store.list({}, SHOWN);
// A text that no run has, so that all of them are searched.
const query = { text: "no run contains this text" };
if (step === "search") {
  while ((await store.list(query, SHOWN)).searched < 1)
    await new Promise((done) => setTimeout(done, 20));
}
const measured: MeasuredOpening = {
  seconds: (performance.now() - start) / 1000,
  processorSeconds: processorSeconds() - startProcessor,
  peakMegabytes: process.resourceUsage().maxRSS / 1000,
};
console.log(JSON.stringify(measured));
await store.close();
