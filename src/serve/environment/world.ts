import { type CallTool, createToolCaller, defineTools } from "../../distill/episode/call-tool.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Split } from "../../types.js";
import type { Refusal } from "../http/refusal.js";
import { createEpisodes, type Episodes } from "./episodes.js";
import type { ResolvedEnvironment } from "./options.js";
import { createTaskBook, type TaskBook } from "./task-book.js";

/** What the routes of one environment share. */
export interface World {
  readonly dataset: ResolvedEnvironment["dataset"];
  readonly tasks: TaskBook;
  readonly episodes: Episodes;
  readonly callTool: CallTool;
  readonly score: ResolvedEnvironment["score"];
  /** The tools of a split, as a model is offered them. */
  tools(split: Split): Trajectory["tools"];
}

export function createWorld(environment: ResolvedEnvironment): World {
  const { splits, dataset, score } = environment;
  const definitions = new Map(splits.map(({ split, tools }) => [split, defineTools(tools)]));
  return {
    dataset,
    score,
    tasks: createTaskBook(splits),
    episodes: createEpisodes(environment),
    callTool: callToolsOf(splits),
    tools: (split) => definitions.get(split) ?? [],
  };
}

/** Each split has tools of its own. */
function callToolsOf(splits: ResolvedEnvironment["splits"]): World["callTool"] {
  const callers = new Map(splits.map(({ split, tools }) => [split, createToolCaller(tools)]));
  return (request) => {
    const call = callers.get(request.task.split);
    if (call === undefined) throw new Error(`No tools of split ${request.task.split}.`);
    return call(request);
  };
}

export function noTask(taskId: string): Refusal {
  return {
    refused: "TASK_NOT_FOUND",
    message: `There is no task ${JSON.stringify(taskId)} here.`,
    remedy: "Use an id that GET /tasks answers, or serve the split that the task is of.",
  };
}

export function noSplit(split: Split | undefined): Refusal {
  return {
    refused: "TASK_NOT_FOUND",
    message: `The split ${JSON.stringify(split)} is not served here.`,
    remedy: "Start the server with this split, or ask for one that it has.",
  };
}

export function noEpisode(episodeId: string): Refusal {
  return {
    refused: "EPISODE_NOT_FOUND",
    message: `There is no episode ${JSON.stringify(episodeId)}: it has ended, rested too long, or never began.`,
    remedy: "Begin one with POST /episodes; raise the idle time when episodes rest longer.",
  };
}
