import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { compileCondition } from "../../distill/export/condition/compile-condition.js";
import { createQwen3Meter } from "../../distill/export/qwen3-tokens.js";
import { filterRuns } from "../../distill/export/selection/filter-runs.js";
import { StarError } from "../../errors.js";
import { TRACE_TEXT_KINDS, type TraceTextKind } from "../../trajectory/search/list-texts.js";
import { parseRankRanges, type RankRanges } from "../../trajectory/search/rank-ranges.js";
import { type SelectedRun, selectRuns } from "../../trajectory/search/select-runs.js";
import { parseNames } from "../parse.js";
import { readTrajectories } from "../../trajectory/trajectory-file.js";
import type { Trajectory } from "../../trajectory/trajectory.js";

/** Flags that select trajectories. */
export interface RunSelectionFlags {
  readonly where?: string;
  readonly grep?: RegExp;
  readonly in?: readonly TraceTextKind[];
  readonly failed?: boolean;
  readonly rank?: RankRanges;
  readonly agent?: string;
}

/** Adds the flags that select trajectories. */
export function addRunSelectionFlags(command: Command): Command {
  return command
    .optionsGroup("Selection:")
    .option("--where <condition>", 'trajectories such as "rank > 5 and rounds = 2"')
    .option(
      "--grep <text>",
      "trajectories with this text, in any case, and its lines; /text/ is a regular expression",
      parsePattern,
    )
    .option(
      "--in <kinds>",
      `texts that --grep searches: ${TRACE_TEXT_KINDS.join(", ")} (default: all)`,
      parseKinds,
    )
    .option("--failed", "trajectories that did not complete")
    .option("--rank <ranks>", "rank of the held-out item, such as 1, 2-5, 6- or miss", parseRanks)
    .option("--agent <name>", "trajectories with this agent; with --grep, its texts")
    .optionsGroup("Options:");
}

/** The selected trajectories of a file. */
export interface RunSelection {
  /** Can be iterated once. */
  readonly runs: AsyncIterable<SelectedRun>;
  /** Trajectories read so far. */
  readonly read: () => number;
}

/** True if flags select. */
export function isSelecting({ where, grep, failed, rank, agent }: RunSelectionFlags): boolean {
  return [where, grep, failed, rank, agent].some((flag) => flag !== undefined);
}

/**
 * Reads a file and selects trajectories, one at a time.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if the file does not exist, or for an invalid condition.
 */
export async function openSelection(path: string, flags: RunSelectionFlags): Promise<RunSelection> {
  assertFile(path);
  let count = 0;
  async function* readAll(): AsyncGenerator<Trajectory> {
    for await (const trajectory of readTrajectories(path)) {
      count++;
      yield trajectory;
    }
  }
  return { runs: await selectFrom(readAll(), flags), read: () => count };
}

/**
 * Selects trajectories, one at a time.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an invalid condition.
 */
export async function selectFrom(
  trajectories: AsyncIterable<Trajectory>,
  flags: RunSelectionFlags,
): Promise<AsyncIterable<SelectedRun>> {
  const { where, grep: pattern, in: kinds, failed, rank: ranks, agent } = flags;
  const condition = where === undefined ? undefined : compileCondition(where);
  const meter = condition?.names.has("tokens") ? await createQwen3Meter() : undefined;
  const filtered =
    condition === undefined ? trajectories : filterRuns(trajectories, { condition, meter });
  return selectRuns(filtered, { failed, ranks, agent, pattern, kinds });
}

function assertFile(path: string): void {
  if (existsSync(path)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `There is no file ${path}.`,
    remedy: "Pass a file that star teach wrote.",
  });
}

/** `/text/` and `/text/i` are regular expressions; any other text is searched for as it is, in any case. */
function parsePattern(text: string): RegExp {
  if (text === "") throw new InvalidArgumentError("Expected a text.");
  const [, source, flags = ""] = /^\/(.+)\/([ius]*)$/.exec(text) ?? [];
  if (source === undefined) return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"), "gi");
  try {
    return new RegExp(source, `g${flags}`);
  } catch {
    throw new InvalidArgumentError("It is not a regular expression.");
  }
}

function parseKinds(text: string): TraceTextKind[] {
  return parseNames(text).map((name) => {
    const kind = TRACE_TEXT_KINDS.find((known) => known === name);
    if (kind !== undefined) return kind;
    throw new InvalidArgumentError(`Expected some of: ${TRACE_TEXT_KINDS.join(", ")}.`);
  });
}

function parseRanks(text: string): RankRanges {
  const ranks = parseRankRanges(text);
  if (ranks !== undefined) return ranks;
  throw new InvalidArgumentError(
    "Expected ranks from 1, such as 1, 2-5 or 6-, or miss; several are separated by commas.",
  );
}
