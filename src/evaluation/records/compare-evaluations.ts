import { StarError } from "../../errors.js";
import { pairedDifference } from "../paired-difference.js";
import { toReportRow } from "../report-row.js";
import {
  type EvaluationProtocol,
  protocolSchema,
  type ReportRow,
  type ReportTables,
  type Simulation,
  simulationSchema,
} from "../report-schema.js";
import { adjustByHolm } from "../significance.js";
import { differencesOf } from "./compare-configurations.js";
import type { RecordContent } from "./read-records.js";
import type { Configuration, KeptRecord } from "./record-lines.js";

/** The records that `star evaluate --out` keeps in a folder. */
export interface EvaluationFolder {
  /** Distinguishes the folders in names of rows. */
  readonly name: string;
  readonly content: RecordContent;
}

/** Options of {@link compareEvaluations}. */
export interface CompareOptions {
  readonly before: EvaluationFolder;
  readonly after: EvaluationFolder;
  /** Policies to compare: the name before and the name after. Default: all that both folders have, under the same name. */
  readonly pairs?: readonly (readonly [before: string, after: string])[] | undefined;
  /** Bootstrap resamples for the intervals. Default 2000. */
  readonly resamples?: number;
}

/** Result of {@link compareEvaluations}. */
export interface EvaluationComparison extends ReportTables {
  /** What else differs between the evaluations, such as the version or the index: `version "0.1.0" and "0.2.0"`. */
  readonly differences: readonly string[];
}

/** What two evaluations must share, besides the protocol. */
const TASK_LIST = "task list";

/**
 * Compares policies of two evaluations of the same tasks, pair by pair: metrics and costs of both, and the paired difference in HR, after minus
 * before, with p-values that are adjusted for the number of pairs.
 *
 * @throws {StarError} `INVALID_ARGUMENT` with what differs, if the tasks are not the same; if a folder has no records of a policy, or not of
 * all tasks; and if there is nothing to compare.
 */
export function compareEvaluations(options: CompareOptions): EvaluationComparison {
  const { before, after, resamples = 2000 } = options;
  const configurations = [configurationOf(before), configurationOf(after)] as const;
  const protocols = configurations.map(parseProtocol);
  assertSameTasks(options, configurations);
  const protocol = protocols[0] as EvaluationProtocol;
  const simulation = sharedSimulation(configurations);
  const pairs = options.pairs ?? commonPairs(before, after);
  if (pairs.length === 0) throw nothingInCommon(options);
  const bootstrap = { resamples, seed: protocol.seed };
  const rows = new Map<string, ReportRow>();
  const addRow = (folder: EvaluationFolder, policy: string) => {
    const records = recordsOf(folder, policy, protocol.tasks);
    const label = `${folder.name}: ${policy}`;
    const shown = simulation === undefined ? records.map(withoutSimulation) : records;
    const { candidateCount } = protocol;
    rows.set(
      label,
      toReportRow({ policy: label, records: shown, candidateCount, cutoffs: [], ...bootstrap }),
    );
    return { label, records };
  };
  const compared = pairs.map(([one, other]) => {
    const [b, a] = [addRow(before, one), addRow(after, other)];
    return { a: a.label, b: b.label, ...pairedDifference(a.records, b.records, bootstrap) };
  });
  const adjusted = adjustByHolm(compared.map(({ p }) => p));
  return {
    protocol,
    rows: [...rows.values()],
    paired: compared.map((row, index) => ({ ...row, adjustedP: adjusted[index] ?? 1 })),
    ...(simulation !== undefined && { simulation }),
    differences: differencesOf(...configurations, " and ").concat(
      pairs.flatMap((pair) => policyDifferences(options, pair)),
    ),
  };
}

function configurationOf({ name, content }: EvaluationFolder): Configuration {
  if (content.configuration !== undefined) return content.configuration;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${name} has no records of an evaluation.`,
    remedy: "Pass folders that star evaluate --out has written.",
  });
}

function parseProtocol(configuration: Configuration): EvaluationProtocol {
  const { data } = protocolSchema.strip().safeParse(configuration);
  if (data !== undefined) return data;
  throw new StarError("INVALID_ARGUMENT", {
    message: "The records have no valid protocol in their first line.",
    remedy: "Evaluate again with this version.",
  });
}

/** Equal protocols with different task lists differ in the candidates, or in what is held out. */
function assertSameTasks(
  { before, after }: CompareOptions,
  [one, other]: readonly [Configuration, Configuration],
): void {
  const names = [...Object.keys(protocolSchema.shape), TASK_LIST];
  const select = (from: Configuration) =>
    Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  const differences = differencesOf(select(one), select(other), " and ").join("; ");
  if (differences === "") return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${before.name} and ${after.name} are evaluations of different tasks: ${differences}.`,
    remedy:
      "Compare evaluations with the same dataset, split, scenario, seed, draws, number of tasks and candidates.",
    fields: { differences },
  });
}

/** The model of simulated latencies, if it is the same in both. */
function sharedSimulation(
  configurations: readonly [Configuration, Configuration],
): Simulation | undefined {
  const [one, other] = configurations.map(({ simulation }) => JSON.stringify(simulation));
  if (one !== other) return undefined;
  return simulationSchema.safeParse(configurations[0]["simulation"]).data;
}

function commonPairs(before: EvaluationFolder, after: EvaluationFolder): [string, string][] {
  const names = [...before.content.records.keys()];
  return names.filter((name) => after.content.records.has(name)).map((name) => [name, name]);
}

function recordsOf(
  { name, content }: EvaluationFolder,
  policy: string,
  tasks: number,
): readonly KeptRecord[] {
  const records = [...(content.records.get(policy)?.values() ?? [])];
  if (records.length === tasks) return records;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${name} has records of "${policy}" for ${records.length} of ${tasks} tasks.`,
    remedy: `Continue that evaluation, or compare other policies with --pair. It has: ${[...content.records.keys()].join(", ") || "none"}.`,
  });
}

function withoutSimulation(record: KeptRecord): KeptRecord {
  return { ...record, simulatedLatencyMs: null };
}

/** What differs in the configuration of a policy, such as the weights of a student. */
function policyDifferences(
  { before, after }: CompareOptions,
  [one, other]: readonly [string, string],
): string[] {
  const of = ({ content }: EvaluationFolder, policy: string) => content.policies.get(policy) ?? {};
  const label = one === other ? one : `${one} and ${other}`;
  return differencesOf(of(before, one), of(after, other), " and ").map(
    (text) => `${label}: ${text}`,
  );
}

function nothingInCommon({ before, after }: CompareOptions): StarError {
  const list = ({ name, content }: EvaluationFolder) =>
    `${name} has ${[...content.records.keys()].join(", ") || "none"}`;
  return new StarError("INVALID_ARGUMENT", {
    message: `No policy is in both evaluations: ${list(before)}; ${list(after)}.`,
    remedy: "Name what to compare: --pair BEFORE=AFTER.",
  });
}
