import { createHash } from "node:crypto";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import type { CollaborativeIndex } from "../../collaborative/collaborative-index.js";
import type { Simulation } from "../../evaluation/report-schema.js";
import { DEFAULT_AGENTS } from "../../graphs/agents/default-agents.js";
import { PLANNER_PROMPT } from "../../graphs/agents/planner.js";
import { RANKER_PROMPT } from "../../graphs/agents/ranker.js";
import { REFLECTOR_PROMPT } from "../../graphs/agents/reflector.js";
import { SUMMARIZER_PROMPT } from "../../graphs/agents/summarizer.js";
import { toPolicy } from "../../graphs/policy.js";
import { createTeacher } from "../../graphs/teacher.js";
import { createChatModel } from "../../models/chat-model.js";
import { createEndpoint, type ModelEndpoint } from "../../models/endpoint/endpoint.js";
import { findStarError, modelFaultOf } from "../../models/model-fault.js";
import { hash32 } from "../../random.js";
import { createTools } from "../../tools/create-tools.js";
import { TrajectoryRecorder } from "../../trajectory/recorder/recorder.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { PolicyAnswer } from "../../types.js";
import { toSimulatedPolicy, loadTokenCounter } from "./latency/simulate-latency.js";
import { runTask } from "./run-task.js";
import { serverAddress } from "./server-address.js";
import type {
  ModelSettings,
  TeacherSettings,
  TeachingDataset,
  RankingJob,
  TeachingJob,
} from "./settings.js";

/** Options of {@link createTeacherHost}. */
export interface TeacherHostOptions {
  /** Fitted without the interactions that the tasks hide. */
  readonly index: CollaborativeIndex;
  readonly dataset: TeachingDataset;
  readonly model: ModelSettings;
  /** Receives sentences about the model's server, see `createEndpoint`. Only without worker threads. */
  readonly onNote?: ((note: string) => void) | undefined;
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
  const endpoint = createEndpoint({ limits: model.limits, onNote: options.onNote });
  const recorder = new TrajectoryRecorder({ redact: redactKey(model.apiKey) });
  const fingerprint = memoizeByJson((settings: TeacherSettings) =>
    fingerprintOfTeacher(options, settings),
  );
  const teacher = memoizeByJson(({ settings, sample }: Pick<RankingJob, "settings" | "sample">) =>
    compileTeacher({ ...options, endpoint }, settings, sample),
  );
  const latencyOf = memoizeByJson(async (simulation: Simulation) => ({
    ...simulation,
    countTokens: await loadTokenCounter(),
  }));
  return {
    async record({ settings, task, sample }, { signal } = {}) {
      const graph = await teacher({ settings, sample });
      const { temperature } = model;
      const shared = { dataset, temperature, recorder, fingerprint: fingerprint(settings) };
      return runTask({ graph, task, sample, signal, isFatal: endsEveryRun, ...shared });
    },
    async rank({ settings, task, sample, simulation }) {
      const graph = await teacher({ settings, sample });
      let behavior = { plan: new Array<string>(), rounds: 0 };
      const onAnswer = ({ plan, round }: Awaited<ReturnType<typeof graph.invoke>>) => {
        behavior = { plan: plan?.assignments.map(({ agent }) => agent) ?? [], rounds: round };
      };
      const observed = { graph, dataset, name: "teacher", onAnswer };
      const policy =
        simulation === undefined
          ? toPolicy(observed)
          : toSimulatedPolicy({ ...observed, latency: await latencyOf(simulation) });
      return { ...(await policy.rank(task)), ...behavior };
    },
  };
}

/**
 * Fingerprint of a teacher, which its trajectories carry: SHA-256 (hex) over prompts, agents, tools, settings, model, address of
 * its server, temperature, index and catalog. Seeds are not included, since trajectory ids contain them; nor are secrets in the
 * address.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the base URL of the model is not an address of HTTP.
 *
 * @example
 * ```ts
 * import { fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 * import { fingerprintOfTeacher, TEACHER_DEFAULTS } from "langgraph-star/export";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const host = { index, dataset, model: { spec: "offline", temperature: 0, seed: 1 } };
 * const full = fingerprintOfTeacher(host, TEACHER_DEFAULTS);
 * const single = fingerprintOfTeacher(host, { ...TEACHER_DEFAULTS, maxReflections: 0 });
 * console.log(full.length, full === single); // 64 false
 * ```
 */
export function fingerprintOfTeacher(
  { index, dataset, model }: TeacherHostOptions,
  settings: TeacherSettings,
): string {
  const { neighbors, evidence } = settings;
  const tools = createTools({ index, dataset, neighbors, evidence });
  const parts = [
    [PLANNER_PROMPT, REFLECTOR_PROMPT, RANKER_PROMPT, SUMMARIZER_PROMPT],
    DEFAULT_AGENTS.map(({ name, description, prompt, tools: toolNames }) => [
      name,
      description,
      prompt,
      toolNames,
    ]),
    tools.map((tool) => convertToOpenAITool(tool)),
    [settings.maxReflections, neighbors, evidence],
    [model.spec, model.temperature, serverAddress(model)].filter((part) => part !== undefined),
    ...replySettings(model),
    index.fingerprint,
    [dataset.clock, [...dataset.items.values()]],
  ];
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${JSON.stringify(part)}\n`);
  return hash.digest("hex");
}

/** Settings that change replies, if there are any: without them the fingerprint is as it was before they existed. */
function replySettings({ maxOutputTokens, modelOptions }: ModelSettings): object[] {
  const settings = { maxOutputTokens, modelOptions };
  return JSON.stringify(settings) === "{}" ? [] : [settings];
}

/** True for the fault of a server that somebody must correct, and for a server that has not answered for minutes. */
function endsEveryRun(error: unknown): boolean {
  return modelFaultOf(error) === "fatal" || findStarError(error)?.fields["isDown"] === true;
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
  return createTeacher({ llm, tools, maxReflections }).compile({ name: "star-teacher" });
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
