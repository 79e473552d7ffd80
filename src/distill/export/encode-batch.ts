import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Difficulty } from "../difficulty.js";
import { type Batch, parseBatch, parseOthers } from "./batches.js";
import { addCounts, type ExportVerdict } from "./counts.js";
import type { Table } from "./formats/format.js";
import { selectFormats } from "./formats/index.js";
import { linear } from "./formats/linear.js";
import type { ExportSplit, TrainingPrompt } from "./formats/records.js";
import { encodeRow, type RowChunk, toChunk } from "./row-file.js";
import { nameOutcome, type OutcomeCounts } from "./selection/pass-at-k.js";
import type { ExportSettings } from "./settings.js";
import { listSources, type Source } from "./sources.js";
import { renderingOf } from "./renderings.js";
import { createRecordBuilder, type TaskRecords } from "./to-records.js";
import type { TokenCounts, TokenMeter } from "./tokens.js";

/** A batch of trajectories as rows of all files. Plain data, so that a worker thread can send it. */
export interface EncodedBatch {
  /** Trajectory ids, in order. */
  readonly ids: readonly string[];
  /** One per trajectory, in order. */
  readonly verdicts: readonly ExportVerdict[];
  /** Model calls per verdict, where conversations are written. */
  readonly calls: Readonly<Record<string, number>>;
  /** One per row; empty where tokens are not counted. */
  readonly tokens: readonly TokenCounts[];
  /** One per file that receives rows. */
  readonly chunks: readonly FileChunk[];
  /** Rows of `linear.jsonl` per rendering. */
  readonly rows: Readonly<Record<string, number>>;
  /** Rows of `linear.jsonl` per split. */
  readonly examples: Readonly<Record<string, number>>;
  /** Rows of `linear.jsonl` with a trained reply of which it is unknown why it ended. */
  readonly unknownEnds: number;
  /** Rows of `linear-pairs.jsonl` per split. */
  readonly pairs: Readonly<Record<string, number>>;
  /** Wrong answers of which a pair was sought. */
  readonly wrong: number;
  /** Number of tasks per outcome of their samples. */
  readonly outcomes: OutcomeCounts;
  readonly prompts: readonly EncodedPrompt[];
  readonly sources: readonly Source[];
  /** Names of the tools offered for tasks, sorted. */
  readonly tools: readonly string[];
}

/** Rows of one file. */
export interface FileChunk extends RowChunk {
  readonly path: string;
}

/** A line of `linear-prompts.jsonl`. Prompts of trainers are selected after all batches are encoded. */
export interface EncodedPrompt {
  readonly id: string;
  readonly split: ExportSplit;
  readonly difficulty: Difficulty | null;
  readonly line: string;
}

/**
 * Creates an encoder of batches. It has no state unless the settings drop duplicates; then it must be given all batches, in order.
 *
 * @param meter - Counts tokens. Default: tokens are not counted.
 */
export function createBatchEncoder(
  settings: ExportSettings,
  meter?: TokenMeter,
): (batch: Batch) => EncodedBatch {
  const toRecords = createRecordBuilder(settings, { meter });
  const formats = selectFormats(settings);
  return (batch) => {
    const trajectories = parseBatch(batch);
    const groups = recordGroups(batch, { trajectories, toRecords });
    const examples = groups.flatMap((group) => group.examples);
    const pairs = groups.flatMap((group) => group.pairs);
    return {
      ...summarizeBatch(trajectories, groups),
      chunks: formats.flatMap((format) => [
        ...toChunks(examples, format.examples),
        ...toChunks(pairs, format.pairs),
      ]),
    };
  };
}

interface GroupOptions {
  /** The trajectories of the batch. */
  readonly trajectories: readonly Trajectory[];
  readonly toRecords: ReturnType<typeof createRecordBuilder>;
}

/** Builds the records of each task of a batch. */
export function recordGroups(
  batch: Batch,
  { trajectories, toRecords }: GroupOptions,
): readonly TaskRecords[] {
  const others = parseOthers(batch);
  return groupByTask(trajectories).map((samples) => {
    const task = samples[0]?.task?.id;
    const own = others && (task === undefined ? [] : (others.get(task) ?? []));
    return toRecords(samples, own);
  });
}

/** What a batch adds to the totals of an export. */
export type BatchSummary = Omit<EncodedBatch, "chunks">;

/**
 * Summarizes a batch.
 *
 * @param groups - The records of each task of the trajectories, in order.
 */
export function summarizeBatch(
  trajectories: readonly Trajectory[],
  groups: readonly TaskRecords[],
): BatchSummary {
  const examples = groups.flatMap((group) => group.examples);
  return {
    ids: trajectories.map(({ id }) => id),
    verdicts: groups.flatMap(({ verdicts }) => verdicts),
    calls: sumCounts(groups.map(({ calls }) => calls)),
    tokens: groups.flatMap(({ tokens }) => tokens),
    rows: sumCounts(examples.map((example) => ({ [renderingOf(example.rollout)]: 1 }))),
    examples: countSplits(examples),
    unknownEnds: groups.reduce((sum, group) => sum + group.unknownEnds, 0),
    pairs: countSplits(groups.flatMap(({ pairs }) => pairs)),
    wrong: groups.reduce((sum, group) => sum + group.wrong, 0),
    outcomes: sumCounts(groups.map(({ group }) => (group ? { [nameOutcome(group)]: 1 } : {}))),
    prompts: groups.flatMap(({ prompt }) => (prompt === undefined ? [] : [encodePrompt(prompt)])),
    sources: listSources(trajectories),
    tools: listTools(trajectories),
  };
}

/** Groups consecutive samples of one task. A trajectory without a task is a group by itself. */
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
): FileChunk[] {
  if (table === undefined) return [];
  const paths = new Set(Object.values(table.files));
  return [...paths].flatMap((path) => {
    const selected = sources.filter(({ split }) => table.files[split] === path);
    if (selected.length === 0) return [];
    return [{ path, ...toChunk(selected.map(table.toRow), table.encoding) }];
  });
}

function countSplits(rows: readonly { readonly split: ExportSplit }[]): Record<string, number> {
  return sumCounts(rows.map(({ split }) => ({ [split]: 1 })));
}

function sumCounts(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const totals = {};
  for (const one of counts) addCounts(totals, one);
  return totals;
}

function encodePrompt(prompt: TrainingPrompt): EncodedPrompt {
  const { id, split, difficulty } = prompt;
  return { id, split, difficulty, line: encodeRow(linear.prompts.toRow(prompt)) };
}

/** Trajectories without a task are left out: no environment offers their tools. */
function listTools(trajectories: readonly Trajectory[]): string[] {
  const withTask = trajectories.filter(({ task }) => task !== null);
  const names = withTask.flatMap(({ tools }) => tools.map((tool) => tool.function.name));
  return [...new Set(names)].sort();
}
