import { randomUUID } from "node:crypto";
import type { CollaborativeIndex } from "../../collaborative/collaborative-index.js";
import type { Simulation } from "../../evaluation/report-schema.js";
import { toPolicy } from "../../graphs/policy.js";
import { createTeacher } from "../../graphs/teacher.js";
import { createChatModel } from "../../models/chat-model.js";
import type { ModelEndpoint } from "../../models/endpoint/endpoint.js";
import { findStarError, modelFaultOf } from "../../models/model-fault.js";
import { hash32 } from "../../random.js";
import { createTools } from "../../tools/create-tools.js";
import { TrajectoryRecorder } from "../../trajectory/recorder/recorder.js";
import type { RunningExecution } from "../../trajectory/recorder/running.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { PolicyAnswer } from "../../types.js";
import { fingerprintOfTeacher } from "./fingerprint.js";
import type { ReportingOptions } from "./report-running.js";
import { runTask } from "./run-task.js";
import { endsEveryRun, type ModelServer, openServer } from "./server.js";
import type {
  ModelSettings,
  TeacherSettings,
  TeachingDataset,
  RankingJob,
  TeachingJob,
} from "./settings.js";
import type { Usage } from "../../trajectory/usage.js";

/** Options of {@link createTeacherHost}. */
export interface TeacherHostOptions {
  /** Fitted without the interactions that the tasks hide. */
  readonly index: CollaborativeIndex;
  readonly dataset: TeachingDataset;
  readonly model: ModelSettings;
  /** Receives sentences about the model's server, see `createEndpoint`. Only without worker threads. */
  readonly onNote?: ((note: string) => void) | undefined;
  /**
   * Shared with other models of the same server; `onNote` and the cache of `model` are then ignored. Only without worker threads.
   * Default: one of its own.
   */
  readonly endpoint?: ModelEndpoint | undefined;
}

/** An answer with the teacher's plan and number of rounds. */
export interface TeacherAnswer extends PolicyAnswer {
  /** Agents in the order of the plan. */
  readonly plan: readonly string[];
  /** 1 plus the number of revisions. */
  readonly rounds: number;
}

/** Options of {@link TeacherHost.record}. */
export interface RecordOptions {
  /** Aborts the run, which then fails. */
  readonly signal?: AbortSignal | undefined;
  /** Called before the promise resolves, with what of the run's usage the cache answered. Not called without a cache. */
  readonly onCached?: ((cached: Usage) => void) | undefined;
  /** Called while the run is in progress, when what it is at has changed, at most four times a second. Not called for short runs. */
  readonly onRunning?: ((running: RunningExecution) => void) | undefined;
}

/** Runs tasks with teachers of any settings over one index. */
export interface TeacherHost {
  /**
   * Records a run. A failed run resolves to a trajectory with its status and error, unless every other run would fail for the same
   * reason, such as a wrong API key: then it rejects.
   */
  record(job: TeachingJob, options?: RecordOptions): Promise<Trajectory>;
  /** Ranks without recording. Rejects when the run fails. */
  rank(job: RankingJob): Promise<TeacherAnswer>;
}

/**
 * Creates a host that runs in this thread; `createTeacherPool` uses several threads. Models, tools and graphs are created when
 * first needed, and reused.
 *
 * @example
 * ```ts
 * import { createTasks, fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 * import { createTeacherHost, TEACHER_DEFAULTS as settings } from "langgraph-star/export";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const model = { spec: "offline", temperature: 0, seed: 1 };
 * const host = createTeacherHost({ index, dataset, model });
 * for (const task of createTasks(dataset, { split: "test", limit: 1 }).tasks) {
 *   const { ranking, plan } = await host.rank({ settings, task, sample: 0 });
 *   console.log(plan, ranking?.length); // ["user_profile", "recent_interest"] 20
 * }
 * ```
 */
export function createTeacherHost(options: TeacherHostOptions): TeacherHost {
  const { dataset, model } = options;
  // All models of a host are on one server.
  const { endpoint, cache } = serverOf(options);
  const recorder = new TrajectoryRecorder({ redact: redactKey(model.apiKey) });
  const fingerprint = memoizeByJson((settings: TeacherSettings) =>
    fingerprintOfTeacher(options, settings),
  );
  const teacher = memoizeByJson(({ settings, sample }: Pick<RankingJob, "settings" | "sample">) =>
    compileTeacher({ ...options, endpoint }, settings, sample),
  );
  const simulationOf = memoizeByJson(loadSimulation);
  return {
    async record({ settings, task, sample }, { signal, onCached, onRunning } = {}) {
      const runId = randomUUID();
      const { graph, tools } = await teacher({ settings, sample });
      const temperature = requestedTemperature(model);
      const shared = { dataset, temperature, recorder, fingerprint: fingerprint(settings) };
      let isServerFault = false;
      const onError = (error: unknown) => {
        if (endsEveryRun(error)) throw findStarError(error) ?? error;
        isServerFault = modelFaultOf(error) === "retryable";
      };
      const run = async () =>
        withSentTemperature(
          await runReported(
            () => runTask({ graph, tools, task, sample, runId, signal, onError, ...shared }),
            onRunning && { recorder, runId, onRunning },
          ),
          endpoint,
        );
      if (cache === undefined) return run();
      const { result, cached, forget } = await cache.observe(run);
      // A run that failed by its answers would fail again by them.
      const isFailed = result.status !== "completed" && signal?.aborted !== true;
      if (isFailed && !isServerFault) await forget();
      onCached?.(cached);
      return result;
    },
    async rank({ settings, task, sample, simulation }) {
      const { graph } = await teacher({ settings, sample });
      let behavior = { plan: new Array<string>(), rounds: 0 };
      const onAnswer = ({ plan, round }: Awaited<ReturnType<typeof graph.invoke>>) => {
        behavior = { plan: plan?.assignments.map(({ agent }) => agent) ?? [], rounds: round };
      };
      const observed = { graph, dataset, name: "teacher", onAnswer };
      const simulated = simulation && (await simulationOf(simulation));
      const policy =
        simulated === undefined
          ? toPolicy(observed)
          : simulated.toSimulatedPolicy({ ...observed, latency: simulated.latency });
      return { ...(await policy.rank(task)), ...behavior };
    },
  };
}

/** Imported when used: most hosts simulate nothing. */
async function loadSimulation(simulation: Simulation) {
  const { loadTokenCounter, toSimulatedPolicy } = await import("./latency/simulate-latency.js");
  return { toSimulatedPolicy, latency: { ...simulation, countTokens: await loadTokenCounter() } };
}

/** Imported when used: most hosts are not watched. */
async function runReported<Result>(
  run: () => Promise<Result>,
  options: ReportingOptions | undefined,
): Promise<Result> {
  if (options === undefined) return run();
  const { reportWhile } = await import("./report-running.js");
  return reportWhile(run, options);
}

/** The temperature of the requests; null if it is left out. */
function requestedTemperature({ temperature, modelOptions }: ModelSettings): number | null {
  const given = modelOptions?.["temperature"];
  if (given === undefined) return temperature;
  return typeof given === "number" ? given : null;
}

/** Without the temperature if the server refused it: the replies were then sampled at an unknown one. */
function withSentTemperature(trajectory: Trajectory, endpoint: ModelEndpoint): Trajectory {
  if (!endpoint.readUse().leftOut.includes("temperature")) return trajectory;
  return { ...trajectory, source: { ...trajectory.source, temperature: null } };
}

function serverOf({ endpoint, model, onNote }: TeacherHostOptions): ModelServer {
  return endpoint === undefined ? openServer({ model, onNote }) : { endpoint, cache: undefined };
}

async function compileTeacher(
  { index, dataset, model, endpoint }: TeacherHostOptions & { readonly endpoint: ModelEndpoint },
  { maxReflections, neighbors, evidence }: TeacherSettings,
  sample: number,
) {
  // 31 bits: servers expect a non-negative 32-bit integer.
  const seed = hash32(`${model.seed}/${sample}`) >>> 1;
  const llm = await createChatModel(model.spec, { ...model, seed, endpoint });
  const tools = createTools({ index, dataset, neighbors, evidence });
  const graph = createTeacher({ llm, tools, maxReflections }).compile({ name: "star-teacher" });
  return { graph, tools };
}

/** Caches results by the JSON of the argument. */
function memoizeByJson<Key extends object, Value>(compute: (key: Key) => Value) {
  const cache = new Map<string, Value>();
  return (key: Key): Value => {
    const json = JSON.stringify(key);
    const value = cache.get(json) ?? compute(key);
    cache.set(json, value);
    return value;
  };
}

/** Replaces the API key in recorded texts: a server's error message may contain the key of the request. */
function redactKey(apiKey: string | undefined): (text: string) => string {
  if (apiKey === undefined || apiKey === "") return (text) => text;
  return (text) => text.replaceAll(apiKey, "[key]");
}
