import {
  type CallTool,
  createToolCaller,
  toEpisodeTools,
} from "../../distill/episode/call-tool.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Split } from "../../types.js";
import { createEpisodes, type Episodes } from "./episodes.js";
import type { ResolvedEnvironmentOptions } from "./options.js";
import { createTaskRegistry, type TaskRegistry } from "./task-registry.js";

/** State shared by the routes of one environment. */
export interface EnvironmentState {
  readonly dataset: ResolvedEnvironmentOptions["dataset"];
  readonly tasks: TaskRegistry;
  readonly episodes: Episodes;
  readonly callTool: CallTool;
  readonly score: ResolvedEnvironmentOptions["score"];
  /** The tool definitions of a split, as a model receives them. */
  tools(split: Split): Trajectory["tools"];
}

/** Creates the state of one environment. */
export function createEnvironmentState(options: ResolvedEnvironmentOptions): EnvironmentState {
  const { splits, dataset, score } = options;
  const definitions = new Map(splits.map(({ split, tools }) => [split, toEpisodeTools(tools)]));
  return {
    dataset,
    score,
    tasks: createTaskRegistry(splits),
    episodes: createEpisodes(options),
    callTool: createSplitToolCaller(splits),
    tools: (split) => definitions.get(split) ?? [],
  };
}

/** Calls the tools of the task's split. */
function createSplitToolCaller(splits: ResolvedEnvironmentOptions["splits"]): CallTool {
  const callers = new Map(splits.map(({ split, tools }) => [split, createToolCaller(tools)]));
  return (request) => {
    const call = callers.get(request.task.split);
    if (call === undefined) throw new Error(`There are no tools for split ${request.task.split}.`);
    return call(request);
  };
}
