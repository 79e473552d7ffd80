import { checksumOfFile, sha256Of } from "../checksum.js";
import { serverAddress } from "../distill/teaching/server-address.js";
import { protocolOf } from "../evaluation/protocol.js";
import type { RankingPolicy } from "../evaluation/rankings/ranking-policy.js";
import type { Configuration } from "../evaluation/records/record-lines.js";
import type { Simulation } from "../evaluation/report-schema.js";
import { packageVersion } from "../evaluation/report.js";
import type { Json } from "../json.js";
import { readStudentFolder } from "../student/read-student-folder.js";
import type { RecommendationTask } from "../types.js";
import { modelOfPolicy, type NamedModelFlags } from "./named-models.js";
import { parseModelPolicy } from "./policy-names.js";
import type { PreparedData } from "./prepare.js";
import { folderOfStudent, isStudentName } from "./students.js";

/** What an evaluation is made of. */
export interface ConfiguredEvaluation extends PreparedData {
  readonly names: readonly string[];
  readonly rankings: ReadonlyMap<string, RankingPolicy>;
  readonly models: NamedModelFlags;
  readonly simulation?: Simulation | undefined;
  readonly batch?: boolean | undefined;
}

/** What determines the records of every policy: the protocol, and fingerprints of data, tasks and index. */
export function describeEvaluation(evaluation: ConfiguredEvaluation): Configuration {
  const { dataset, tasks, index, simulation = null } = evaluation;
  return {
    version: packageVersion(),
    ...protocolOf({ ...evaluation, synthetic: dataset.synthetic }),
    catalog: fingerprint([dataset.clock, [...dataset.items.values()]]),
    index: shorten(index.fingerprint),
    "task list": fingerprint(tasks.map(identify)),
    simulation,
  };
}

/** What determines the records of one policy, besides those of {@link describeEvaluation}. It has no secrets. */
export async function describePolicy(
  name: string,
  { rankings, models, batch = false }: ConfiguredEvaluation,
): Promise<Configuration> {
  const ranking = rankings.get(name);
  if (ranking !== undefined) {
    const { sha256 } = await checksumOfFile(ranking.file);
    return { content: shorten(sha256) };
  }
  if (isStudentName(name)) {
    const { config, content } = await readStudentFolder(folderOfStudent(name));
    return { weights: fingerprint([config, sha256Of(content.weights)]), batch };
  }
  return parseModelPolicy(name) === undefined ? {} : describeModel(name, models);
}

function describeModel(name: string, flags: NamedModelFlags): Configuration {
  const { model, baseUrl, temperature, maxOutputTokens, modelOption } = modelOfPolicy(name, flags);
  return {
    model,
    server: serverAddress({ spec: model, baseUrl }) ?? null,
    temperature,
    "max output tokens": maxOutputTokens ?? null,
    "model options": modelOption ?? {},
  };
}

/** The task, without the history: the index and its length determine that; and without candidates that are the whole catalog. */
function identify(task: RecommendationTask): Json {
  const { id, heldOut, history, candidateCount } = task;
  const candidates = candidateCount ?? [...task.candidates];
  return [id, candidates, heldOut, history.length, history.at(-1)?.timestamp ?? null];
}

function fingerprint(value: unknown): string {
  return shorten(sha256Of(JSON.stringify(value)));
}

/** Enough to tell files apart, and short enough for errors. */
function shorten(sha256: string): string {
  return sha256.slice(0, 16);
}
