import { readFile } from "node:fs/promises";
import { messageOf, StarError } from "../errors.js";
import { fromAtif } from "../trajectory/import/atif.js";
import { readTraceFile } from "../trajectory/import/exported/trace-file.js";
import { fromLangSmithRuns } from "../trajectory/import/langsmith-runs.js";
import { fromSpans } from "../trajectory/import/spans.js";
import { toTrajectory } from "../trajectory/recorder/to-trajectory.js";
import type { Recording } from "../trajectory/recorder/recording.js";
import type { Trajectory } from "../trajectory/trajectory.js";

/** Sources of executions that `star convert --to trajectories` reads. */
export const SOURCES = ["atif", "langsmith", "spans"] as const;
/** One of {@link SOURCES}. */
export type TraceSource = (typeof SOURCES)[number];

/**
 * Reads the executions of other programs. An ATIF document is one execution. Runs and spans of one execution can be in several files,
 * so all files are read before the first execution is returned.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when a file has another format, or when a trace is incomplete.
 */
export async function* readExecutions(
  paths: readonly string[],
  from: TraceSource,
): AsyncGenerator<Trajectory> {
  if (from === "atif") {
    for (const path of paths) yield fromAtif(await readJson(path));
    return;
  }
  const rows: unknown[] = [];
  for (const path of paths) for (const row of await readTraceFile(path)) rows.push(row);
  for (const recording of (from === "langsmith" ? fromLangSmithRuns : fromSpans)(rows)) {
    yield toImported(recording, from);
  }
}

/** The id is that of the root run, so that an execution that is imported again has the same id. */
function toImported(recording: Recording, from: TraceSource): Trajectory {
  return toTrajectory(recording, {
    id: recording.rootId,
    task: null,
    fingerprint: from,
    temperature: null,
    outcome: null,
  });
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new StarError("TRAJECTORY_INVALID", {
      message: `${path} is not JSON: ${messageOf(cause)}`,
      remedy: "Pass ATIF documents, such as Harbor's trajectory.json, or name another --from.",
      cause,
    });
  }
}
