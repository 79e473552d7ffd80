import { createHash } from "node:crypto";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import type { CollaborativeIndex } from "../../collaborative/collaborative-index.js";
import type { Simulation } from "../../evaluation/report-schema.js";
import { DEFAULT_AGENTS } from "../../graphs/agents/default-agents.js";
import { INSTRUCTIONS as PLANNER } from "../../graphs/agents/planner.js";
import { INSTRUCTIONS as RANKER } from "../../graphs/agents/ranker.js";
import { INSTRUCTIONS as REFLECTOR } from "../../graphs/agents/reflector.js";
import { INSTRUCTIONS as SUMMARIZER } from "../../graphs/agents/summarizer.js";
import { toPolicy } from "../../graphs/policy.js";
import { createTeacher } from "../../graphs/teacher.js";
import { createChatModel } from "../../models/chat-model.js";
import { hash32 } from "../../random.js";
import { createTools } from "../../tools/create-tools.js";
import { TrajectoryRecorder } from "../../trajectory/recorder/recorder.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { PolicyAnswer } from "../../types.js";
import { toSimulatedPolicy, loadTokenCounter } from "./latency/simulate-latency.js";
import { runTask } from "./run-task.js";
import type {
  ModelSettings,
  TeacherSettings,
  TeachingDataset,
  RankingJob,
  TeachingJob,
} from "./settings.js";

export interface TeacherHostOptions {
  /** Fitted on what the tasks at hand may see. */
  readonly index: CollaborativeIndex;
  readonly dataset: TeachingDataset;
  readonly model: ModelSettings;
}

/** An answer with how the teacher came to it. */
export interface TeacherAnswer extends PolicyAnswer {
  /** The agents of the plan, in its order. */
  readonly plan: readonly string[];
  /** Rounds of agents: 1 plus the number of revisions. */
  readonly rounds: number;
}

/** Runs tasks through teachers of any settings over one index, in one thread. */
export interface TeacherHost {
  /** A run that fails gives a trajectory that says so. */
  record(job: TeachingJob): Promise<Trajectory>;
  /** Without a recorder. Rejects when the run fails. */
  rank(job: RankingJob): Promise<TeacherAnswer>;
}

/** Models, tools and graphs are made when a job first needs them, and kept. */
export function createTeacherHost(options: TeacherHostOptions): TeacherHost {
  const { dataset, model } = options;
  const recorder = new TrajectoryRecorder({ redact: hideKey(model.apiKey) });
  const fingerprint = remember((settings: TeacherSettings) =>
    fingerprintOfTeacher(options, settings),
  );
  const teacher = remember(({ settings, sample }: Pick<RankingJob, "settings" | "sample">) =>
    compileTeacher(options, settings, sample),
  );
  const latencyOf = remember(async (simulation: Simulation) => ({
    ...simulation,
    countTokens: await loadTokenCounter(),
  }));
  return {
    async record({ settings, task, sample }) {
      const graph = await teacher({ settings, sample });
      const { temperature } = model;
      const shared = { dataset, temperature, recorder, fingerprint: fingerprint(settings) };
      return runTask({ graph, task, sample, ...shared });
    },
    async rank({ settings, task, sample, simulation }) {
      const graph = await teacher({ settings, sample });
      let path = { plan: new Array<string>(), rounds: 0 };
      const onAnswer = ({ plan, round }: Awaited<ReturnType<typeof graph.invoke>>) => {
        path = { plan: plan?.assignments.map(({ agent }) => agent) ?? [], rounds: round };
      };
      const observed = { graph, dataset, name: "teacher", onAnswer };
      const policy =
        simulation === undefined
          ? toPolicy(observed)
          : toSimulatedPolicy({ ...observed, latency: await latencyOf(simulation) });
      return { ...(await policy.rank(task)), ...path };
    },
  };
}

/** The fingerprint that trajectories of this teacher carry. */
export function fingerprintOfTeacher(
  { index, dataset, model }: TeacherHostOptions,
  settings: TeacherSettings,
): string {
  return fingerprintTeacher({
    settings,
    model,
    dataset,
    tools: createTools({ index, dataset, ...settings }),
    indexFingerprint: index.fingerprint,
  });
}

async function compileTeacher(
  { index, dataset, model }: TeacherHostOptions,
  settings: TeacherSettings,
  sample: number,
) {
  // 31 bits: what servers take for a seed.
  const seed = hash32(`${model.seed}/${sample}`) >>> 1;
  const llm = await createChatModel(model.spec, { ...model, seed });
  const tools = createTools({ index, dataset, ...settings });
  const { maxReflections } = settings;
  return createTeacher({ llm, tools, maxReflections }).compile({ name: "star-teacher" });
}

function remember<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<string, Value>();
  return (key) => {
    const name = JSON.stringify(key);
    const value = made.get(name) ?? make(key);
    made.set(name, value);
    return value;
  };
}

/** A server's error message may quote the key it was sent. */
function hideKey(apiKey: string | undefined): (text: string) => string {
  if (apiKey === undefined || apiKey === "") return (text) => text;
  return (text) => text.replaceAll(apiKey, "[key]");
}

export interface FingerprintInput {
  readonly settings: TeacherSettings;
  readonly model: ModelSettings;
  readonly tools: readonly StructuredToolInterface[];
  readonly dataset: TeachingDataset;
  readonly indexFingerprint: string;
}

/**
 * SHA-256 (hex) over what decides how a teacher behaves: prompts, agents, tools, settings, model, temperature, the index and
 * the catalogue. Seeds are left out: they stand in the ids.
 */
export function fingerprintTeacher(input: FingerprintInput): string {
  const { settings, model, tools, dataset, indexFingerprint } = input;
  const parts = [
    [PLANNER, REFLECTOR, RANKER, SUMMARIZER],
    DEFAULT_AGENTS.map(({ name, description, prompt, tools }) => [
      name,
      description,
      prompt,
      tools,
    ]),
    tools.map((tool) => convertToOpenAITool(tool)),
    [settings.maxReflections, settings.neighbors, settings.evidence],
    [model.spec, model.temperature],
    indexFingerprint,
    [dataset.clock, [...dataset.items.values()]],
  ];
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${JSON.stringify(part)}\n`);
  return hash.digest("hex");
}
