import { StarError } from "../errors.js";
import { createEnvironmentServer } from "../serve/environment/environment-server.js";
import { startStudentServer } from "../serve/student/student-server.js";
import { openStudent, type Student } from "../student/student.js";
import { createTools } from "../tools/create-tools.js";
import type { Dataset, Scenario, Split } from "../types.js";
import { type DataFlags, loadNamedDataset } from "./data-flags.js";
import type { Io } from "./io.js";
import { prepareTasks, prepareVisibleData } from "./prepare.js";
import { readServerToken } from "./server-token.js";
import { serveChatModel, type ServedModelFlags, serveEmbedded } from "./served-agent.js";

/** Default ports. The clients in `training/` use the environment's, too. */
export const DEFAULT_PORTS = { student: 7828, environment: 7827 } as const;

/** Default number of concurrent requests to a chat model. An embedded student reads as many as its decoder has rows. */
const MODEL_REQUESTS = 4;

/** A running server and its description. */
export interface Serving {
  /** Printed with `--json`. */
  readonly value: object;
  /** Printed without `--json`. */
  readonly text: string;
  close(): Promise<void>;
}

interface ServerFlags extends DataFlags {
  readonly split?: readonly Split[];
  readonly host: string;
  readonly port?: number;
  /** File with the token. */
  readonly tokenFile?: string;
  /** Origins of web pages. */
  readonly cors?: readonly string[];
  /** In bytes. */
  readonly maxBody: number;
}

/** Parsed flags of `star serve --student` and `star serve --model`. */
export interface StudentFlags extends ServerFlags, Omit<ServedModelFlags, "model" | "maxRunning"> {
  /** Folder of an embedded student. */
  readonly student?: string;
  /** Chat model that is served instead. */
  readonly model?: string;
  readonly name?: string;
  /** False decodes without constraints. */
  readonly constraints: boolean;
  readonly maxRunning?: number;
  readonly maxWaiting: number;
  /** In seconds. */
  readonly timeout: number;
  /** In seconds. */
  readonly grace: number;
}

/** Parsed flags of `star serve --environment`. */
export interface EnvironmentFlags extends ServerFlags {
  readonly scenario: Scenario;
  readonly tasks?: number;
  readonly draws: number;
  readonly evidence: boolean;
  readonly neighbors: boolean;
  /** In seconds. */
  readonly idle: number;
  readonly maxEpisodes: number;
}

/** Fits an index of the visible interactions, and serves an embedded student or an agent with a chat model. */
export async function serveStudent(flags: StudentFlags, io: Io): Promise<Serving> {
  const split = singleSplit(flags.split);
  const token = await tokenOf(flags, io.environment["STAR_STUDENT_TOKEN"]);
  if (flags.student === undefined) return serveAgent(flags, { split, token }, io);
  const student = await openStudent(flags.student, { inThread: true });
  const release = () => student.decoder.dispose();
  try {
    const { close, ...serving } = await serveAgent(flags, { split, token, student }, io);
    return { ...serving, close: () => close().finally(release) };
  } catch (error) {
    await release();
    throw error;
  }
}

interface AgentParts {
  readonly split: Split | undefined;
  readonly token: string | undefined;
  /** Absent for a chat model. */
  readonly student?: Student;
}

async function serveAgent(
  flags: StudentFlags,
  { split, token, student }: AgentParts,
  io: Io,
): Promise<Serving> {
  const loaded = await loadNamedDataset(flags, io);
  const { dataset, index } = await prepareVisibleData(loaded, split, io);
  const tools = createTools({ index, dataset });
  const maxRunning = flags.maxRunning ?? student?.decoder.rows ?? MODEL_REQUESTS;
  const { model = "offline" } = flags;
  const agent =
    student === undefined
      ? await serveChatModel({ ...flags, model, maxRunning }, { tools, dataset }, io)
      : serveEmbedded(student, { tools, dataset, constrained: flags.constraints });
  const name = flags.name ?? agent.name;
  const { url, close } = await startStudentServer({
    ...agent,
    name,
    tools,
    dataset,
    host: flags.host,
    port: flags.port ?? DEFAULT_PORTS.student,
    token,
    cors: flags.cors,
    maxBodyBytes: flags.maxBody,
    maxRunning,
    maxWaiting: flags.maxWaiting,
    timeoutMs: flags.timeout * 1000,
    graceMs: flags.grace * 1000,
    onError: errorPrinter(io),
  });
  return {
    close,
    value: { url, model: name, dataset: dataset.name, synthetic: dataset.synthetic },
    text: `Serving ${student === undefined ? flags.policy : "the student"} "${name}" with ${describeSource(dataset)} at ${url}. Press Ctrl-C to stop.`,
  };
}

/** Loads the data, creates the tasks of each split, fits its index, and serves them as an environment. */
export async function serveEnvironment(flags: EnvironmentFlags, io: Io): Promise<Serving> {
  const { split: names = ["train"], neighbors, evidence } = flags;
  const token = await tokenOf(flags, io.environment["STAR_ENVIRONMENT_TOKEN"]);
  const dataset = await loadNamedDataset(flags, io);
  const splits = [];
  for (const split of new Set(names)) {
    const { tasks, index } = await prepareTasks(dataset, { ...flags, split }, io);
    splits.push({ split, tasks, tools: createTools({ index, dataset, neighbors, evidence }) });
  }
  const { url, close } = await createEnvironmentServer({
    splits,
    dataset,
    host: flags.host,
    port: flags.port ?? DEFAULT_PORTS.environment,
    token,
    cors: flags.cors,
    idleMs: flags.idle * 1000,
    maxEpisodes: flags.maxEpisodes,
    maxBodyBytes: flags.maxBody,
    onError: errorPrinter(io),
  });
  const tasks = Object.fromEntries(splits.map(({ split, tasks: { length } }) => [split, length]));
  const counts = Object.entries(tasks).map(([split, count]) => `${count} ${split} tasks`);
  const { name, synthetic } = dataset;
  return {
    close,
    value: { url, dataset: name, synthetic, tasks },
    text: `Serving ${counts.join(" and ")} of ${describeSource(dataset)} at ${url}. Press Ctrl-C to stop.`,
  };
}

function tokenOf({ tokenFile: file }: ServerFlags, variable: string | undefined) {
  return readServerToken({ file, variable });
}

function singleSplit(splits: readonly Split[] = []): Split | undefined {
  if (splits.length <= 1) return splits[0];
  throw new StarError("INVALID_ARGUMENT", {
    message: `--split is ${splits.join(",")}, but a student is served with the interactions of one split.`,
    remedy: "Pass one split, or omit --split to use every interaction.",
  });
}

function describeSource({ name, synthetic }: Pick<Dataset, "name" | "synthetic">): string {
  return synthetic ? `${name} (synthetic data)` : name;
}

function errorPrinter({ warn }: Io): (error: unknown) => void {
  return (error) => warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
