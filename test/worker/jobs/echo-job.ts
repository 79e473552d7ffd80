import { setTimeout as delay } from "node:timers/promises";
import { invalidOption } from "../../../src/assert.js";
import type { Handler, WorkerModule } from "../../../src/worker/protocol.js";

export interface Echo {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Milliseconds; Infinity waits for an abort. */
  readonly wait: number;
}

interface Settings {
  readonly offset: number;
}

/** Reports its name, waits, and answers each byte plus an offset. */
export function createEchoHandler({ offset }: Settings): Handler<Echo, number[], string> {
  return async ({ name, bytes, wait }, { report, signal }) => {
    if (name === "exit") process.exit(3);
    if (name === "bad") throw invalidOption("name", name, "Pass another.");
    report(name);
    if (wait === Infinity) {
      await new Promise((_, reject) => {
        const alive = setInterval(() => {}, 1000); // an idle thread would end
        signal.addEventListener("abort", () => {
          clearInterval(alive);
          reject(signal.reason);
        });
      });
    }
    await delay(wait);
    return [...bytes].map((byte) => byte + offset);
  };
}

const start: WorkerModule<Settings, Echo, number[], string> = createEchoHandler;
export default start;
