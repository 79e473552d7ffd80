import type { StructuredToolInterface } from "@langchain/core/tools";
import { fitCollaborativeIndex } from "../collaborative/collaborative-index.js";
import { filterInteractions, isSameInteraction, userSequences } from "../data/sequences.js";
import { fitInteractions, type SplitProtocol, splitTargets } from "../data/split-targets.js";
import { createTasks, visible } from "../data/tasks.js";
import { SPLITS, type Dataset, type Split, type VisibleTask } from "../types.js";
import { createTools, TOOL_MODULES } from "./create-tools.js";
import type { ToolCallArguments } from "./tool-module.js";

/** Options of {@link checkLeaks}. */
export interface CheckLeaksOptions {
  readonly dataset: Dataset;
  /** Seed of the sample. Default 1. */
  readonly seed?: number;
  /** Tasks per split, each of another user. Default 50. */
  readonly samples?: number;
  /** Called after each split. */
  readonly onProgress?: (progress: { readonly split: Split; readonly tasks: number }) => void;
}

/** A tool answer that changed when the interactions that its task hides were removed from the dataset. */
export interface Leak {
  readonly taskId: string;
  readonly tool: string;
  readonly arguments: ToolCallArguments;
  /** The first line that differs, with the hidden interactions in the dataset. */
  readonly withHidden: string;
  /** The same line without the hidden interactions. */
  readonly withoutHidden: string;
}

/** Result of {@link checkLeaks}. */
export interface LeakReport {
  /** Tasks that were checked. */
  readonly tasks: number;
  /** Tool answers that were compared. */
  readonly answers: number;
  /** Answers that differed; empty if no tool leaks. */
  readonly leaks: readonly Leak[];
}

/**
 * Checks that no tool answer depends on held-out interactions: calls every tool for a sample of tasks twice, once with the whole
 * dataset and once with a dataset without the interactions that the tasks hide, and compares the answers.
 *
 * @example
 * ```ts
 * import { checkLeaks } from "langgraph-star/evaluation";
 * import { createSyntheticDataset } from "langgraph-star/data";
 *
 * const dataset = createSyntheticDataset({ users: 60, items: 80, interactions: 1_200 });
 * const { answers, leaks } = await checkLeaks({ dataset, samples: 3 });
 * console.log(answers, leaks); // 234 []
 * ```
 */
export async function checkLeaks(options: CheckLeaksOptions): Promise<LeakReport> {
  const { dataset, onProgress } = options;
  const protocol = splitTargets(dataset);
  const reports: LeakReport[] = [];
  for (const split of SPLITS) {
    const report = await checkSplit(split, protocol, options);
    onProgress?.({ split, tasks: report.tasks });
    reports.push(report);
  }
  return {
    tasks: reports.reduce((sum, { tasks }) => sum + tasks, 0),
    answers: reports.reduce((sum, { answers }) => sum + answers, 0),
    leaks: reports.flatMap(({ leaks }) => leaks),
  };
}

async function checkSplit(
  split: Split,
  protocol: SplitProtocol,
  { dataset, seed = 1, samples = 50 }: CheckLeaksOptions,
): Promise<LeakReport> {
  const all = createTasks(dataset, { split, seed, protocol }).tasks.map(visible);
  const tasks = [...new Map(all.map((task) => [task.userId, task])).values()].slice(0, samples);
  const reduced = withoutFuture(dataset, tasks);
  const before = await toolsFor(dataset, split, protocol);
  const after = await toolsFor(reduced, split, protocol);
  const histories = new Map(
    userSequences(reduced.interactions).map((sequence) => [sequence.userId, sequence]),
  );
  const leaks: Leak[] = [];
  let answers = 0;
  for (const task of tasks) {
    const reducedTask = { ...task, history: histories.get(task.userId)?.interactions ?? [] };
    for (const call of leakCalls(task)) {
      const [withHidden, withoutHidden] = await Promise.all([
        answer(before, call, task),
        answer(after, call, reducedTask),
      ]);
      answers++;
      if (withHidden !== withoutHidden) {
        leaks.push({ taskId: task.id, ...call, ...firstDifference(withHidden, withoutHidden) });
      }
    }
  }
  return { tasks: tasks.length, answers, leaks };
}

/** The dataset at the time of the tasks: without their users' interactions from the held-out item on. */
function withoutFuture(dataset: Dataset, tasks: readonly VisibleTask[]): Dataset {
  const histories = new Map(tasks.map(({ userId, history }) => [userId, history]));
  const interactions = filterInteractions(
    dataset.interactions,
    (one) => histories.get(one.userId)?.some((seen) => isSameInteraction(seen, one)) ?? true,
  );
  return { ...dataset, interactions };
}

async function toolsFor(dataset: Dataset, split: Split, protocol: SplitProtocol) {
  const sequences = fitInteractions(dataset, split, protocol);
  const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
  return createTools({ index, dataset });
}

interface LeakCall {
  readonly tool: string;
  readonly arguments: ToolCallArguments;
}

function leakCalls(task: VisibleTask): LeakCall[] {
  return TOOL_MODULES.flatMap((module) =>
    module.leakCalls(task).map((given) => ({ tool: module.name, arguments: given })),
  );
}

async function answer(
  tools: readonly StructuredToolInterface[],
  { tool: name, arguments: given }: LeakCall,
  task: VisibleTask,
): Promise<string> {
  const tool = tools.find((one) => one.name === name);
  return String(await tool?.invoke(given, { context: { task } }));
}

function firstDifference(first: string, second: string) {
  const [lines, others] = [first.split("\n"), second.split("\n")];
  const index = lines.findIndex((line, position) => line !== others[position]);
  return { withHidden: lines[index] ?? "", withoutHidden: others[index] ?? "" };
}
