import type { EnvironmentServerOptions } from "../serve/environment/environment-server.js";
import { createTools } from "../tools/create-tools.js";
import type { Scenario, Split } from "../types.js";
import { type DataOptions, loadNamedDataset } from "./data-options.js";
import type { Io } from "./io.js";
import { prepareTasks } from "./prepare.js";

/** The port of an environment where none is asked for; the clients in `training/` know it, too. */
export const DEFAULT_PORT = 7827;

/** Which tasks an environment serves, and how. */
export interface EnvironmentOptions extends DataOptions {
  readonly split: readonly Split[];
  readonly scenario: Scenario;
  readonly tasks?: number;
  readonly draws: number;
  readonly evidence: boolean;
  readonly neighbors: boolean;
  readonly host: string;
  readonly port: number;
  /** In seconds. */
  readonly idle: number;
  readonly maxEpisodes: number;
  readonly maxBody: number;
}

/** Loads the data, makes the tasks of each split and fits its index: all that a server of the environment needs. */
export async function prepareEnvironment(
  options: EnvironmentOptions,
  io: Io,
): Promise<EnvironmentServerOptions> {
  const { split: names, neighbors, evidence, host, port, idle, maxEpisodes, maxBody } = options;
  const dataset = await loadNamedDataset(options, io);
  const splits = [];
  for (const split of new Set(names)) {
    const { tasks, index } = await prepareTasks(dataset, { ...options, split }, io);
    splits.push({ split, tasks, tools: createTools({ index, dataset, neighbors, evidence }) });
  }
  return {
    splits,
    dataset,
    host,
    port,
    token: io.environment["STAR_ENVIRONMENT_TOKEN"],
    idleMs: idle * 1000,
    maxEpisodes,
    maxBodyBytes: maxBody,
    onError: (error) =>
      io.note(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  };
}
