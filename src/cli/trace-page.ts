import { once } from "node:events";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { invalidOption } from "../assert.js";
import { StarError } from "../errors.js";
import { writeFileAtomic } from "../files.js";
import { cacheFolder } from "../serve/traces/index/cache-folder.js";
import { runKeyOf } from "../serve/traces/index/joined-files.js";
import { openTraceStore, type TraceStore } from "../serve/traces/index/trace-store.js";
import { writeTracePage } from "../serve/traces/self-contained.js";
import type { TraceData } from "../serve/traces/evidence/split-data.js";
import { startTraceServer } from "../serve/traces/trace-server.js";
import { assertWritableFile } from "../writable.js";
import { type DataFlags, loadNamedDataset } from "./data-flags.js";
import { assertFile } from "./exporting.js";
import { type Io, printResult } from "./io.js";
import { assertInstalled } from "./packages/assert-installed.js";
import { loadOrFitIndex } from "./prepare.js";
import { openBrowser } from "./open-browser.js";
import { createProgress } from "./progress.js";
import { findRun } from "./trace/find-run.js";
import { isSelecting, openSelection, type RunSelectionFlags } from "./trace/selection.js";
import { trajectoriesOf } from "./trace/show-run.js";

/** Flags of `star trace` for its page. */
export interface TracePageFlags extends RunSelectionFlags {
  /** Serves the page. */
  readonly open?: boolean;
  /** File for the page. */
  readonly html?: string;
  readonly port?: number;
  /** A second file, whose runs are in the same list. */
  readonly other?: string | undefined;
  /** The file may be missing at first, and the newest run is the first of the list. */
  readonly follow?: boolean;
  /** The runs to show: their ids, or the beginnings of them. Default: all that the conditions select. */
  readonly ids?: readonly string[] | undefined;
  readonly json?: boolean;
  /** The dataset of the runs. Default: the page cannot show the interactions behind numbers. */
  readonly data?: TraceDataFlags | undefined;
}

/** Flags that select the dataset of the runs. */
export interface TraceDataFlags extends DataFlags {
  /** Folder of a saved index of the runs' split. Default: it is fitted. */
  readonly index?: string;
}

const MEGABYTE = 1e6;

/** Serves the trace page of a file until Ctrl-C, or writes it to a file. */
export async function showTracePage(file: string, flags: TracePageFlags, io: Io): Promise<void> {
  if (flags.html !== undefined) await assertPagePath(flags.html, file);
  else if (isSelecting(flags)) throw selectionWithoutUse();
  else assertInstalled({ what: "star trace --open", features: ["server"] });
  const ids = await selectIds(file, flags);
  const store = await openStore(file, flags, io);
  if (flags.html !== undefined) return writePage(store, { ...flags, html: flags.html, ids }, io);
  const { port, json } = flags;
  const data = flags.data && (await loadTraceData(flags.data, io));
  const [id] = ids ?? [];
  const onError = (error: unknown) => io.warn(String(error));
  const server = await startTraceServer({ store, data, port, onError });
  const url = server.url + (id === undefined ? listHash(flags) : runHash(id, flags));
  printResult(io, {
    json,
    value: { url },
    text: () => `The traces of ${namesOf(file, flags)} are at ${url}\nPress Ctrl-C to stop.`,
  });
  if (io.isTerminal) openBrowser(url);
  const signal = io.listenForInterrupt();
  if (!signal.aborted) await once(signal, "abort");
  await server.close();
}

const listHash = ({ follow = false }: TracePageFlags) => (follow ? "#/?descending=true" : "");

const namesOf = (file: string, { other }: TracePageFlags) =>
  other === undefined ? file : `${file} and ${other}`;

/** The address of a run; with two files, of the comparison with that of the other. */
function runHash(id: string, { other }: TracePageFlags): string {
  const address = encodeURIComponent(id);
  if (other === undefined) return `#/run/${address}`;
  return `#/compare/${address}/${encodeURIComponent(runKeyOf(id, 1))}`;
}

async function loadTraceData(flags: TraceDataFlags, io: Io): Promise<TraceData> {
  const { index: directory } = flags;
  const dataset = await loadNamedDataset(flags, io);
  return { dataset, loadIndex: (split) => loadOrFitIndex({ dataset, split, directory }, io) };
}

/** Ids of the runs that flags select; undefined for all. */
async function selectIds(file: string, flags: TracePageFlags): Promise<string[] | undefined> {
  const { ids = [] } = flags;
  if (ids.length === 0 && !isSelecting(flags)) return undefined;
  const selected: string[] = [];
  for (const id of ids) {
    const { runs } = await openSelection(file, flags);
    selected.push((await findRun(trajectoriesOf(runs), { id, path: file })).id);
  }
  if (ids.length > 0) return selected;
  const { runs } = await openSelection(file, flags);
  for await (const trajectory of trajectoriesOf(runs)) selected.push(trajectory.id);
  return selected;
}

function selectionWithoutUse(): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: "--open shows all trajectories of the file, but some were selected.",
    remedy: "Use the conditions in the page, or write the selected ones with --html.",
  });
}

/** The page must not take the place of the runs. */
async function assertPagePath(html: string, file: string): Promise<void> {
  await assertWritableFile(html, "--html");
  if (resolve(html) === resolve(file))
    throw invalidOption("--html", html, "Pass another path than that of the trajectories.");
}

async function openStore(
  file: string,
  { other, follow: mayBeMissing = false }: TracePageFlags,
  io: Io,
): Promise<TraceStore> {
  const files = other === undefined ? [file] : [file, other];
  if (!mayBeMissing) files.forEach(assertFile);
  const size = files.reduce((sum, path) => sum + sizeOf(path), 0);
  const total = Math.ceil(size / MEGABYTE);
  const progress = createProgress(io, { label: "index, MB", total });
  progress.start(0);
  try {
    const onProgress = (bytes: number) => progress.update(Math.floor(bytes / MEGABYTE));
    const cacheDir = cacheFolder(io.environment);
    return await openTraceStore(files, { onProgress, cacheDir, mayBeMissing });
  } finally {
    progress.stop();
  }
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

async function writePage(
  store: TraceStore,
  {
    html: path,
    ids,
    json,
  }: TracePageFlags & { readonly html: string; readonly ids: readonly string[] | undefined },
  io: Io,
): Promise<void> {
  const { html, runs } = await writeTracePage({ store, ids });
  await writeFileAtomic(path, html);
  const bytes = Buffer.byteLength(html);
  printResult(io, {
    json,
    value: { html: path, runs, bytes },
    text: () =>
      `Wrote ${runs} runs to ${path} (${(bytes / MEGABYTE).toFixed(1)} MB). Open it in a browser; it needs no network.`,
  });
}
