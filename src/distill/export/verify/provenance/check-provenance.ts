import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { StarError } from "../../../../errors.js";
import { decodeLine, readByteLines } from "../../../../files.js";
import { readTrajectories } from "../../../../trajectory/trajectory-file.js";
import type { Trajectory } from "../../../../trajectory/trajectory.js";
import { renderLinear } from "../../../transcript/render-linear.js";
import { toTranscript } from "../../renderings.js";
import { rolloutSchema } from "../../formats/message-schemas.js";
import { linear } from "../../formats/linear.js";
import { MANIFEST_FILE, type Manifest } from "../../manifest.js";
import { checksumOfFile } from "../../../../checksum.js";
import { firstDifference } from "../first-difference.js";
import type { ProblemList } from "../problem.js";
import { createRowChecker, type RowChecker } from "./check-row.js";

/** Input of {@link checkProvenance}. */
interface ProvenanceCheck {
  readonly directory: string;
  readonly manifest: Manifest;
  /** The trajectory file that was exported. */
  readonly path: string;
  readonly problems: ProblemList;
}

/** Number of rows and replies that were checked. */
export interface Provenance {
  /** Rows that were compared with the trajectories. */
  readonly rows: number;
  /** Trained replies that are the output of a recorded model call. */
  readonly replies: number;
}

const rowSchema = z.object({
  id: z.string(),
  ...rolloutSchema,
  text: z.string(),
  spans: z.array(z.object({ start: z.int(), end: z.int(), trainable: z.boolean() })),
});
type Row = z.infer<typeof rowSchema>;

/**
 * Compares the rows of linear text with the trajectories that they were written from. Both are in the same order, so one trajectory
 * is in memory at a time.
 */
export async function checkProvenance(check: ProvenanceCheck): Promise<Provenance> {
  await checkSource(check);
  const rows = createRowReader(check);
  let replies = 0;
  try {
    for await (const trajectory of readTrajectories(check.path)) {
      replies += await checkTrajectory(trajectory, { ...check, rows });
    }
  } catch (error) {
    if (!StarError.isInstance(error) || error.code !== "TRAJECTORY_INVALID") throw error;
    addProblem(check, { file: check.path, message: error.problem });
    return { rows: rows.read(), replies };
  }
  const unmatched = await rows.peek();
  if (unmatched !== undefined) {
    const message = `no further trajectory of ${check.path} has the id "${trajectoryOf(unmatched)}"; rows are in the order of their trajectories`;
    addProblem(check, {
      file: linear.examples.files.train,
      row: rows.read() + 1,
      id: unmatched.id,
      message,
    });
  }
  const { trained } = check.manifest.counts.calls;
  if (unmatched === undefined && trained !== replies) {
    const message = `the manifest states ${trained} trained replies, found ${replies}`;
    addProblem(check, { file: MANIFEST_FILE, message });
  }
  return { rows: rows.read(), replies };
}

async function checkSource(check: ProvenanceCheck): Promise<void> {
  const { manifest, path } = check;
  const found = await checksumOfFile(path, manifest.input.bytes);
  if (found.bytes === manifest.input.bytes && found.sha256 === manifest.input.sha256) return;
  const message =
    found.bytes < manifest.input.bytes
      ? `the file has ${found.bytes} bytes; ${manifest.input.bytes} were exported`
      : "the file differs from the one that was exported: its checksum is not that of the manifest";
  addProblem(check, { file: path, message });
}

interface RowReader {
  peek(): Promise<Row | undefined>;
  next(): void;
  /** Number of rows read so far. */
  read(): number;
}

interface TrajectoryCheck extends ProvenanceCheck {
  readonly rows: RowReader;
}

async function checkTrajectory(trajectory: Trajectory, check: TrajectoryCheck): Promise<number> {
  const { rows, manifest } = check;
  const checker = createRowChecker(trajectory, manifest.settings.edited === "train");
  let weight = 0;
  for (let row = await rows.peek(); row !== undefined; row = await rows.peek()) {
    if (trajectoryOf(row) !== trajectory.id) break;
    rows.next();
    weight += row.weight ?? 0;
    const message = findFault(row, trajectory, { checker, manifest });
    if (message === undefined) continue;
    addProblem(check, { file: linear.examples.files.train, row: rows.read(), id: row.id, message });
  }
  if (weight > 0 && Math.abs(weight - 1) > 1e-9) {
    const message = `the weights of the rows of trajectory "${trajectory.id}" add up to ${weight}, not to 1`;
    addProblem(check, { file: linear.examples.files.train, row: rows.read(), message });
  }
  return checker.trained();
}

function trajectoryOf({ id, trajectory }: Row): string {
  return trajectory ?? id;
}

function findFault(
  { text, spans, agent }: Row,
  trajectory: Trajectory,
  { checker, manifest }: { readonly checker: RowChecker; readonly manifest: Manifest },
): string | undefined {
  if (agent !== undefined) return checker.check({ agent, text, spans });
  const difference = firstDifference(
    renderLinear(toTranscript(trajectory, manifest.settings)).text,
    text,
  );
  if (difference === undefined) return undefined;
  const { byte, expected, found } = difference;
  return `it is not the transcript of its trajectory: at byte ${byte}, expected ${expected}, found ${found}`;
}

/** Rows that cannot be read are reported by the check of linear text, and skipped. */
function createRowReader({ directory }: ProvenanceCheck): RowReader {
  const path = join(directory, linear.examples.files.train);
  const lines = existsSync(path) ? readByteLines(path) : undefined;
  let current: Row | undefined;
  let read = 0;
  return {
    async peek() {
      while (current === undefined) {
        const line = await lines?.next();
        if (line === undefined || line.done) return undefined;
        current = parseRow(decodeLine(line.value));
        if (current === undefined) read++;
      }
      return current;
    },
    next() {
      current = undefined;
      read++;
    },
    read: () => read,
  };
}

function parseRow(line: string): Row | undefined {
  try {
    return rowSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

interface Found {
  readonly file: string;
  readonly row?: number;
  readonly id?: string;
  readonly message: string;
}

function addProblem({ problems }: ProvenanceCheck, { file, row, id, message }: Found): void {
  problems.add({ file, row: row ?? null, id: id ?? null, byte: null, message });
}
