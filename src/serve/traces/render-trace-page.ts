/** Options of {@link renderTracePage}. */
export interface RenderTracePageOptions {
  /** A trajectory file. */
  readonly path: string;
  /** Ids of the trajectories to show. Default: all. */
  readonly ids?: readonly string[] | undefined;
}

/**
 * Renders the trajectories of a file as one HTML page that loads nothing: for a frame in a notebook, a report, or a mail.
 *
 * @returns The page that `star trace FILE --html OUT.html` writes.
 * @throws {StarError} `FILE_INACCESSIBLE` if the file cannot be read.
 * @throws {StarError} `INVALID_ARGUMENT` for an unknown id, or if the page would be larger than 100 MB.
 * @see docs/traces.md
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { openTrajectoryFile } from "langgraph-star/recorder";
 * import { renderTracePage } from "langgraph-star/serve";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "star-")), "runs.jsonl");
 * const file = await openTrajectoryFile(path);
 * await file.close(); // a file without runs: recorded ones are added with file.append(...)
 *
 * const html = await renderTracePage({ path });
 * console.log(html.startsWith("<!doctype html>")); // true
 * ```
 */
export async function renderTracePage({ path, ids }: RenderTracePageOptions): Promise<string> {
  const { openTraceStore } = await import("./index/trace-store.js");
  const { writeTracePage } = await import("./self-contained.js");
  const store = await openTraceStore(path);
  try {
    const { html } = await writeTracePage({ store, ids });
    return html;
  } finally {
    store.close();
  }
}
