import { checkModel } from "../distill/teaching/check-model.js";
import { type TaskBehavior, teacherPolicy } from "../distill/teaching/behavior.js";
import {
  loadTokenCounter,
  toSimulatedPolicy,
} from "../distill/teaching/latency/simulate-latency.js";
import { createTeacherPool, type TeacherPool } from "../distill/teaching/pool.js";
import { openServer } from "../distill/teaching/server.js";
import type { Simulation } from "../evaluation/report-schema.js";
import { StarError } from "../errors.js";
import { toPolicy } from "../graphs/policy.js";
import { createChatModel, isRemoteModel } from "../models/chat-model.js";
import type { ModelEndpoint } from "../models/endpoint/endpoint.js";
import { createTools } from "../tools/create-tools.js";
import type { Policy } from "../types.js";
import { assertWritableFolder } from "../writable.js";
import type { Io } from "./io.js";
import { type ModelFlags, modelSettings, parallelism } from "./model-flags.js";
import { modelOfPolicy, type NamedModelFlags } from "./named-models.js";
import { parseModelPolicy, TEACHERS } from "./policy-names.js";
import type { PreparedData } from "./prepare.js";
import { compileSingleAgent, isSingleAgent, type SingleAgent } from "./single-agents.js";
import { type WatchedPolicies, watchServers } from "./watch-servers.js";

interface ModelPoliciesOptions extends PreparedData {
  /** Names of policies; those without a chat model are skipped. */
  readonly names: readonly string[];
  readonly models: NamedModelFlags;
  readonly simulation?: Simulation | undefined;
}

/** Policies with chat models, and what they share. */
export interface ModelPolicies extends WatchedPolicies {
  /** Behavior per task of each teacher, by name. */
  readonly behaviors: ReadonlyMap<string, ReadonlyMap<string, TaskBehavior>>;
  /** Number of tasks to run at once. */
  readonly concurrency: number;
  /** Also aborted when a thread dies. */
  readonly failure: AbortSignal;
  close(): Promise<void>;
}

/** What the policies of one model share: its flags and the connection to its server. */
interface Host {
  readonly model: ModelFlags;
  readonly endpoint: ModelEndpoint;
}

/**
 * Creates the policies with chat models. Each server is asked once whether it works, before anything else is done.
 *
 * @throws {StarError} A code that begins with `MODEL_` when a server does not work.
 */
export async function createModelPolicies(
  options: ModelPoliciesOptions,
  io: Io,
  signal: AbortSignal,
): Promise<ModelPolicies> {
  const { models, tasks } = options;
  const names = options.names.filter((name) => parseModelPolicy(name) !== undefined);
  const hostOf = memoizeHosts(models, io);
  const pools = new Map<Host, TeacherPool>();
  const behaviors = new Map<string, Map<string, TaskBehavior>>();
  const policies = new Map<string, Policy>();
  for (const host of new Set(names.map(hostOf))) await checkServer(host, options, { io, signal });
  for (const name of names) {
    const host = hostOf(name);
    const settings = TEACHERS.get(parseModelPolicy(name)?.role ?? "");
    if (settings === undefined) {
      policies.set(name, await singleAgentPolicy(name, host, options, io));
      continue;
    }
    const pool = pools.get(host) ?? startPool(host, options, io);
    pools.set(host, pool);
    const behavior = new Map<string, TaskBehavior>();
    behaviors.set(name, behavior);
    const { simulation } = options;
    policies.set(name, teacherPolicy({ teacher: pool, settings, name, simulation, behavior }));
  }
  const watched = watchServers(policies);
  const totals = names.map((name) => parallelism(hostOf(name).model, tasks.length).total);
  return {
    policies: watched.policies,
    behaviors,
    isServerFault: watched.isServerFault,
    concurrency: Math.max(1, ...totals),
    failure: AbortSignal.any([watched.failure, ...[...pools.values()].map((pool) => pool.failure)]),
    close: async () => {
      for (const pool of pools.values()) await pool.close();
    },
  };
}

/** One host for all policies of the same model and server. */
function memoizeHosts(models: NamedModelFlags, io: Io): (policy: string) => Host {
  const hosts = new Map<string, Host>();
  return (policy) => {
    const model = modelOfPolicy(policy, models);
    const key = JSON.stringify([model.model, model.baseUrl, model.keyVariable]);
    const host = hosts.get(key) ?? {
      model,
      endpoint: openServer({ model: modelSettings(model, io), onNote: io.note }).endpoint,
    };
    hosts.set(key, host);
    return host;
  };
}

async function checkServer(
  { model: flags }: Host,
  { index, dataset }: ModelPoliciesOptions,
  { io, signal }: { readonly io: Io; readonly signal: AbortSignal },
): Promise<void> {
  const model = modelSettings(flags, io);
  if (model.cache !== undefined) await assertWritableFolder(model.cache, "--cache");
  await checkModel({ model, tools: createTools({ index, dataset }), signal, onNote: io.note });
}

function startPool(
  { model, endpoint }: Host,
  { dataset: { items, clock, synthetic }, index, tasks }: ModelPoliciesOptions,
  io: Io,
): TeacherPool {
  return createTeacherPool({
    index,
    dataset: { items, clock, synthetic },
    model: modelSettings(model, io),
    endpoint,
    onNote: io.note,
    ...parallelism(model, tasks.length),
  });
}

async function singleAgentPolicy(
  name: string,
  { model, endpoint }: Host,
  { index, dataset, simulation }: ModelPoliciesOptions,
  io: Io,
): Promise<Policy> {
  const agent = agentIn(name);
  const settings = modelSettings(model, io);
  const llm = await createChatModel(settings.spec, { ...settings, endpoint });
  const graph = compileSingleAgent(agent, { llm, tools: createTools({ index, dataset }), dataset });
  const onAnswer = ({ ranking }: { readonly ranking: readonly string[] }) => {
    if (ranking.length === 0) throw withoutRanking(agent);
  };
  const options = { graph, dataset, name, onAnswer };
  if (simulation === undefined) return toPolicy(options);
  const latency = { ...simulation, countTokens: await loadTokenCounter() };
  return toSimulatedPolicy({ ...options, latency });
}

function agentIn(name: string): SingleAgent {
  const role = parseModelPolicy(name)?.role ?? "";
  if (!isSingleAgent(role)) throw new Error(`Unknown policy "${name}".`);
  return role;
}

/** An empty ranking would count as the order of the candidates. */
function withoutRanking(agent: SingleAgent): StarError {
  return new StarError("MODEL_ANSWER_INVALID", {
    message: `The ${agent} recommended none of the candidates.`,
    remedy: "Use a model that was trained on trajectories, or the policy react.",
    fields: { role: agent },
  });
}

/** Notes of those of the named policies that have a chat model, by name. */
export function modelNotes(
  names: readonly string[],
  models: NamedModelFlags,
): Record<string, string> {
  const own = names.filter((name) => parseModelPolicy(name) !== undefined);
  return Object.fromEntries(own.map((name) => [name, noteOf(name, modelOfPolicy(name, models))]));
}

function noteOf(name: string, { model }: ModelFlags): string {
  const { role = "" } = parseModelPolicy(name) ?? {};
  const described = isRemoteModel(model) ? `model ${model}` : "offline model, no LLM";
  if (role === "plain") return `${described}; one call without tools`;
  return role === "react" ? `${described}; single agent without training` : described;
}
