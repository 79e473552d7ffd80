import type { Trajectory } from "../../trajectory/trajectory.js";
import { type Batch, parseBatch } from "./batches.js";
import type { Table } from "./formats/format.js";
import { selectFormats } from "./formats/index.js";
import { linear } from "./formats/linear.js";
import type { Difficulty, ExportSplit, Prompt } from "./formats/records.js";
import { encodeRow, type RowChunk, toChunk } from "./row-file.js";
import type { ExportSettings } from "./settings.js";
import { listSources, type Source } from "./sources.js";
import { addTo, type ExportVerdict } from "./tally.js";
import { createRecordMaker } from "./to-records.js";
import type { TokenCounts, TokenMeter } from "./tokens.js";

/** A batch of trajectories as rows of every file. Plain data, so that a thread can send it. */
export interface EncodedBatch {
  /** Of every trajectory, in order. */
  readonly ids: readonly string[];
  readonly verdicts: readonly ExportVerdict[];
  readonly tokens: readonly TokenCounts[];
  /** Rows of each file that gets any. */
  readonly chunks: readonly PlacedChunk[];
  /** How many of the rows of `linear.jsonl` and `linear-pairs.jsonl` are on each side. */
  readonly examples: Readonly<Record<string, number>>;
  readonly pairs: Readonly<Record<string, number>>;
  readonly prompts: readonly EncodedPrompt[];
  readonly sources: readonly Source[];
  /** Names of the tools that were offered for tasks. */
  readonly tools: readonly string[];
}

export interface PlacedChunk extends RowChunk {
  readonly path: string;
}

/** A line of `linear-prompts.jsonl`. Which trainers get it is known only when all are there. */
export interface EncodedPrompt {
  readonly id: string;
  readonly split: ExportSplit;
  readonly difficulty: Difficulty | null;
  readonly line: string;
}

/** Makes an encoder of batches. It keeps nothing from one batch to the next. */
export function createBatchEncoder(
  settings: ExportSettings,
  meter?: TokenMeter,
): (batch: Batch) => EncodedBatch {
  const toRecords = createRecordMaker(settings, meter);
  const formats = selectFormats(settings.formats);
  return (batch) => {
    const trajectories = parseBatch(batch);
    const groups = groupByTask(trajectories).map(toRecords);
    const examples = groups.flatMap((group) => group.examples);
    const pairs = groups.flatMap((group) => group.pairs);
    return {
      ids: trajectories.map(({ id }) => id),
      verdicts: groups.flatMap(({ verdicts }) => verdicts),
      tokens: groups.flatMap(({ tokens }) => tokens),
      chunks: formats.flatMap((format) => [
        ...toChunks(examples, format.examples),
        ...toChunks(pairs, format.pairs),
      ]),
      examples: countSides(examples),
      pairs: countSides(pairs),
      prompts: groups.flatMap(({ prompt }) => (prompt === undefined ? [] : [encodePrompt(prompt)])),
      sources: listSources(trajectories),
      tools: listTools(trajectories),
    };
  };
}

/** Samples of one task that stand one after another. What has no task stands alone. */
function groupByTask(trajectories: readonly Trajectory[]): Trajectory[][] {
  const groups: Trajectory[][] = [];
  for (const trajectory of trajectories) {
    const last = groups.at(-1);
    const task = last?.[0]?.task;
    if (task && task.id === trajectory.task?.id) last?.push(trajectory);
    else groups.push([trajectory]);
  }
  return groups;
}

function toChunks<Source extends { readonly split: ExportSplit }>(
  sources: readonly Source[],
  table: Table<Source> | undefined,
): PlacedChunk[] {
  if (table === undefined) return [];
  const paths = new Set(Object.values(table.files));
  return [...paths].flatMap((path) => {
    const placed = sources.filter(({ split }) => table.files[split] === path);
    if (placed.length === 0) return [];
    return [{ path, ...toChunk(placed.map(table.toRow), table.encoding) }];
  });
}

function countSides(rows: readonly { readonly split: ExportSplit }[]): Record<string, number> {
  const counts = {};
  for (const { split } of rows) addTo(counts, { [split]: 1 });
  return counts;
}

function encodePrompt(prompt: Prompt): EncodedPrompt {
  const { id, split, difficulty } = prompt;
  return { id, split, difficulty, line: encodeRow(linear.prompts.toRow(prompt)) };
}

/** Of graphs without a task none count: no environment offers their tools. */
function listTools(trajectories: readonly Trajectory[]): string[] {
  const solving = trajectories.filter(({ task }) => task !== null);
  const names = solving.flatMap(({ tools }) => tools.map((tool) => tool.function.name));
  return [...new Set(names)].sort();
}
