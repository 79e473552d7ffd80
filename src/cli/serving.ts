import { createEnvironmentServer } from "../serve/environment/environment-server.js";
import { createTools } from "../tools/create-tools.js";
import type { Scenario, Split } from "../types.js";
import { type DataOptions, loadNamedDataset } from "./data-options.js";
import type { Io } from "./io.js";
import { prepareTasks } from "./prepare.js";

/** The port of an environment where none is asked for; the clients in `training/` know it, too. */
const DEFAULT_PORT = 7827;

/** What every server is told. */
export interface SharedServeOptions {
  readonly split?: readonly Split[];
  readonly host: string;
  readonly port?: number;
  /** In bytes. */
  readonly maxBody: number;
}

/** A server that runs. */
export interface Serving {
  /** What `--json` prints. */
  readonly value: object;
  /** What a person reads. */
  readonly text: string;
  close(): Promise<void>;
}

/** Which tasks an environment serves, and how. */
export interface EnvironmentOptions extends DataOptions, SharedServeOptions {
  readonly scenario: Scenario;
  readonly tasks?: number;
  readonly draws: number;
  readonly evidence: boolean;
  readonly neighbors: boolean;
  /** In seconds. */
  readonly idle: number;
  readonly maxEpisodes: number;
}

/** Loads the data, makes the tasks of each split, fits its index, and serves them as an environment. */
export async function serveEnvironment(options: EnvironmentOptions, io: Io): Promise<Serving> {
  const { split: names = ["train"], neighbors, evidence, idle, maxBody } = options;
  const dataset = await loadNamedDataset(options, io);
  const splits = [];
  for (const split of new Set(names)) {
    const { tasks, index } = await prepareTasks(dataset, { ...options, split }, io);
    splits.push({ split, tasks, tools: createTools({ index, dataset, neighbors, evidence }) });
  }
  const { url, close } = await createEnvironmentServer({
    splits,
    dataset,
    host: options.host,
    port: options.port ?? DEFAULT_PORT,
    token: io.environment["STAR_ENVIRONMENT_TOKEN"],
    idleMs: idle * 1000,
    maxEpisodes: options.maxEpisodes,
    maxBodyBytes: maxBody,
    onError: reportTo(io),
  });
  const tasks = Object.fromEntries(splits.map(({ split, tasks: { length } }) => [split, length]));
  const counts = Object.entries(tasks).map(([split, count]) => `${count} ${split} tasks`);
  const { name, synthetic } = dataset;
  return {
    close,
    value: { url, dataset: name, synthetic, tasks },
    text: `Serving ${counts.join(" and ")} of ${describeData(dataset)} at ${url}. Press Ctrl-C to stop.`,
  };
}

/** The name of a dataset, and whether its interactions were generated. */
export function describeData({
  name,
  synthetic,
}: {
  readonly name: string;
  readonly synthetic: boolean;
}): string {
  return synthetic ? `${name} (generated data)` : name;
}

/** Where failures inside a server are printed. */
export function reportTo({ note }: Io): (error: unknown) => void {
  return (error) => note(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
