import { isDeepStrictEqual } from "node:util";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toAtif, type ToAtifOptions } from "../distill/interchange/atif/to-atif.js";
import { toSessionTraces } from "../distill/interchange/session-traces.js";
import { StarError } from "../errors.js";
import { onWrite } from "../file-error.js";
import { fromAtif } from "../trajectory/import/atif.js";
import {
  listTrajectoryIds,
  openTrajectoryFile,
  readTrajectories,
} from "../trajectory/trajectory-file.js";
import type { Trajectory } from "../trajectory/trajectory.js";
import { listModelCalls, type ModelCall } from "../trajectory/unpack-calls.js";
import { assertWritableFile, assertWritableFolder } from "../writable.js";
import { assertFile } from "./exporting.js";
import { readExecutions, type TraceSource } from "./importing.js";

/** Formats that `star convert` writes. */
export const CONVERSIONS = ["atif", "session-traces", "trajectories"] as const;
/** One of {@link CONVERSIONS}. */
export type Conversion = (typeof CONVERSIONS)[number];

/** Options of {@link convert}. */
export interface ConvertOptions {
  /** Trajectory files; files of `from` for `trajectories`. */
  readonly inputs: readonly string[];
  /** Read for `trajectories` only. */
  readonly from: TraceSource;
  readonly to: Conversion;
  /** A folder; a trajectory file for `trajectories`. */
  readonly out: string;
  readonly atifVersion: NonNullable<ToAtifOptions["version"]>;
  /** The program that session traces name. */
  readonly harness: string;
}

/** What was converted. */
export interface Converted {
  readonly to: Conversion;
  readonly out: string;
  readonly trajectories: number;
  /** Executions that were not written because the trajectory file already has one of their id. */
  readonly known: number;
  readonly files: number;
  readonly modelCalls: number;
  /** Numbers of trajectories by missing part. */
  readonly missing: Readonly<Record<string, number>>;
}

/** Converts trajectories to a format that other programs read, or executions of other programs to trajectories. */
export async function convert(options: ConvertOptions): Promise<Converted> {
  const { inputs, to, out } = options;
  for (const path of inputs) assertFile(path);
  await (to === "trajectories" ? assertWritableFile : assertWritableFolder)(out, "--out");
  const result = {
    trajectories: 0,
    known: 0,
    files: 0,
    modelCalls: 0,
    missing: {} as Record<string, number>,
  };
  const count: Count = (trajectory, { files, isKnown }) => {
    if (isKnown) return void result.known++;
    result.trajectories++;
    result.files += files;
    result.modelCalls += resultCalls(trajectory).length;
    for (const part of trajectory.missing ?? []) {
      result.missing[part] = (result.missing[part] ?? 0) + 1;
    }
  };
  await onWrite(out, (to === "trajectories" ? writeTrajectories : writeFiles)(options, count));
  return { to, out, ...result };
}

type Count = (trajectory: Trajectory, written: { files: number; isKnown?: boolean }) => void;

async function writeTrajectories(
  { inputs, from, out }: ConvertOptions,
  count: Count,
): Promise<void> {
  const file = await openTrajectoryFile(out);
  try {
    const known = await listTrajectoryIds(out);
    for await (const trajectory of readExecutions(inputs, from)) {
      const isKnown = known.has(trajectory.id);
      if (!isKnown) await file.append(trajectory);
      known.add(trajectory.id);
      count(trajectory, { files: 0, isKnown });
    }
  } finally {
    await file.close();
  }
}

async function writeFiles(options: ConvertOptions, count: Count): Promise<void> {
  const { inputs, out } = options;
  await createEmptyFolder(out);
  const names = new Set<string>();
  for (const path of inputs) {
    for await (const trajectory of readTrajectories(path)) {
      const files = toFiles(trajectory, options);
      for (const { id, extension, text } of files) {
        await writeFile(join(out, `${toFileName(id, names)}.${extension}`), text, { flag: "wx" });
      }
      count(trajectory, { files: files.length });
    }
  }
}

async function createEmptyFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const found = await readdir(path);
  if (found.length === 0) return;
  throw new StarError("FILE_EXISTS", {
    message: `${path} is not empty: it contains ${found[0]}.`,
    remedy: "Pass a folder that does not exist.",
  });
}

interface OutputFile {
  readonly id: string;
  readonly extension: string;
  readonly text: string;
}

function toFiles(
  trajectory: Trajectory,
  { to, atifVersion, harness }: ConvertOptions,
): OutputFile[] {
  if (to === "atif") {
    const text = `${JSON.stringify(toAtif(trajectory, { version: atifVersion }), null, 2)}\n`;
    assertEqualCalls(trajectory, text);
    return [{ id: trajectory.id, extension: "json", text }];
  }
  return toSessionTraces(trajectory, { harness }).map((trace) => ({
    id: trace[0].id,
    extension: "jsonl",
    text: trace.map((line) => `${JSON.stringify(line)}\n`).join(""),
  }));
}

/** Reads a document again: it must give the same model calls. */
function assertEqualCalls(trajectory: Trajectory, text: string): void {
  const read = fromAtif(JSON.parse(text));
  const [expected, found] = [resultCalls(trajectory), resultCalls(read)];
  const index = expected.findIndex((call, position) => !isDeepStrictEqual(call, found[position]));
  if (index === -1 && expected.length === found.length) return;
  throw new StarError("EXPORT_INVALID", {
    message: `The ATIF document of "${trajectory.id}" does not give model call ${index + 1} again.`,
    remedy: "Report the trajectory: ATIF cannot hold it.",
  });
}

function resultCalls(trajectory: Trajectory): ModelCall[] {
  return listModelCalls(trajectory).filter(({ discarded }) => !discarded);
}

/** Letters, digits, dots, hyphens and underscores; distinct. */
function toFileName(id: string, names: Set<string>): string {
  const plain = id.replace(/[^\w.-]+/g, "_").replace(/^\.+/, "_");
  let name = plain;
  for (let number = 2; names.has(name.toLowerCase()); number++) name = `${plain}-${number}`;
  names.add(name.toLowerCase());
  return name;
}

/** Formats the result as text. */
export function formatConverted({
  to,
  out,
  trajectories,
  known,
  files,
  modelCalls,
  missing,
}: Converted): string {
  const calls = `${modelCalls} model calls`;
  if (to === "trajectories") {
    const parts = Object.entries(missing).map(([part, number]) => `${part} (${number})`);
    return [
      `${trajectories} trajectories with ${calls} were appended to ${out}.`,
      ...(known === 0
        ? []
        : [`${known} were left out, because ${out} has trajectories of their ids.`]),
      ...(parts.length === 0 ? [] : [`Missing in the source: ${parts.join(", ")}.`]),
    ].join("\n");
  }
  const proof =
    to === "atif" ? " Each document was read again and gives the same model calls." : "";
  return `${trajectories} trajectories with ${calls} were written to ${files} files in ${out}.${proof}`;
}
