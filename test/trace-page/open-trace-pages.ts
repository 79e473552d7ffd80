import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { openTraceStore } from "../../src/serve/traces/index/trace-store.js";
import { writeTracePage } from "../../src/serve/traces/self-contained.js";
import { startTraceServer, type TraceServerOptions } from "../../src/serve/traces/trace-server.js";
import type { Trajectory } from "../../src/trajectory/trajectory.js";
import { writeTrajectories } from "../serve/traces/support.js";
import { openBrowser } from "../support/browser.js";

/** The page of trajectories in both of its forms, and a browser. */
export interface TracePages {
  readonly browser: Browser;
  /** The served page. */
  readonly url: string;
  /** The page in one file. */
  readonly fileUrl: string;
  readonly close: () => Promise<void>;
}

/** Serves the page of trajectories, writes it to a file, and starts a browser. */
export async function openTracePages(
  trajectories: readonly Trajectory[],
  options: Omit<TraceServerOptions, "store"> = {},
): Promise<TracePages> {
  const { path, cacheDir } = await writeTrajectories(trajectories);
  const store = await openTraceStore(path, { cacheDir });
  const server = await startTraceServer({ store, ...options });
  const file = join(await mkdtemp(join(tmpdir(), "star-page-")), "page.html");
  await writeFile(file, (await writeTracePage({ store })).html);
  const browser = await openBrowser();
  return {
    browser,
    url: server.url,
    fileUrl: pathToFileURL(file).href,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
