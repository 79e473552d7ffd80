import { type Command, InvalidArgumentError } from "commander";
import {
  SIMULATED_MODEL,
  loadTokenCounter,
} from "../../distill/teaching/latency/simulate-latency.js";
import { formatCatalog } from "../../evaluation/catalog/catalog-table.js";
import { BASELINES } from "../../baselines/registry.js";
import { toReportEntries, type PolicyMean } from "../../evaluation/policy-means.js";
import type { RankingPolicy } from "../../evaluation/rankings/ranking-policy.js";
import { formatCutoffs, formatPaired, formatTable } from "../../evaluation/table.js";
import type { RecommendationTask } from "../../types.js";
import { assertWritableFolder } from "../../writable.js";
import { assertSplitAllowed, selectFitting, selectRankingCatalog } from "../baselines.js";
import {
  addCandidateFlag,
  addTaskFlags,
  type CandidateFlags,
  loadNamedDataset,
  type TaskFlags,
} from "../data-flags.js";
import { type PolicyEvaluation, evaluatePolicies, writeReport } from "../evaluate-policies.js";
import { type Context, EXIT, type Io, printResult } from "../io.js";
import { formatErrors } from "../error-text.js";
import {
  addNamedModelFlags,
  assertModelsUsed,
  modelOfPolicy,
  type NamedModelFlags,
} from "../named-models.js";
import { assertInstalled } from "../packages/assert-installed.js";
import type { Feature } from "../packages/features.js";
import { parseIntegers, parseNames } from "../parse.js";
import { assertModel } from "../model-flags.js";
import { assertPolicyNames, parseModelPolicy, POLICY_NAMES } from "../policy-names.js";
import { prepareTasks } from "../prepare.js";
import { preparePublishedTasks } from "../published-tasks.js";
import { readRankingFiles, reportNameOf } from "../ranking-files.js";
import { assertModelSuits } from "../single-agents.js";
import { isStudentName } from "../students.js";
import { formatBehaviors } from "../teacher-behaviors.js";

interface EvaluateFlags extends TaskFlags, CandidateFlags, NamedModelFlags {
  readonly policy: readonly string[];
  readonly tasksFrom?: string;
  readonly at?: readonly number[];
  readonly mean?: readonly PolicyMean[];
  readonly simulateLatency?: boolean;
  readonly batch?: boolean;
  readonly coverage?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

const DEFAULT_POLICIES = ["popularity", "item-knn", "ease", "plain", "react", "teacher"];
/** Values of k for the ranking of a whole catalog, where few held-out items are among the first five. */
const CATALOG_CUTOFFS = [10, 20, 100];
const { callMs, tokenMs } = SIMULATED_MODEL;
const SIMULATION_HELP = `also simulate latencies of a model with ${callMs} ms per call and ${tokenMs} ms per token`;
const EXAMPLES = `
Policies: ${POLICY_NAMES.join(", ")},
student:DIR (a student folder, ranked by its output), student-scores:DIR (ranked by its scores for rank 1),
file:PATH or NAME=file:PATH (rankings of any program, .csv, .tsv, .jsonl or .parquet with the columns task_id or
user_id, item_id, and rank or score; star data tasks writes the tasks to rank).
plain (one call without tools), react (an agent with the tools, not trained), student (a trained model on a
server) and teacher use the model of --model, or the one that they name: student@NAME.
learned-ranker (supervised, trained on held-out items of training tasks), sasrec, esasrec and ease+sasrec are
trained first, which takes minutes.
With both teacher and teacher:no-reflection, the effect of revisions is reported for the revised tasks.

With --out, the record of every task is kept in records.jsonl as soon as it ends. After Ctrl-C or a kill, run the
same command again to continue; policies may be added. A folder of another evaluation is rejected.

Examples:
  $ star evaluate --tasks 200
  $ star evaluate --policy ease,teacher --dataset movielens-100k --data-dir data/movielens-100k --json
  $ star evaluate --policy teacher,teacher:no-reflection --out report
  $ star evaluate --policy teacher,student:s1,student:s2 --mean student=student:s1,student:s2
  $ star evaluate --policy plain,react,teacher,student@star-8b --model openai:gpt-4o-mini \\
      --base-url star-8b=http://127.0.0.1:8000/v1
  $ star evaluate --policy popularity,als,ease --candidates all --at 10,50
  $ star evaluate --policy ease,teacher --dataset movielens-1m --data-dir data/movielens-1m --tasks-from ml-1m.random
  $ star evaluate --policy ease,rectools=file:ranks.parquet --dataset movielens-100k --data-dir data/movielens-100k`;

/** Adds `star evaluate`. */
export function addEvaluateCommand(program: Command, context: Context): void {
  const command = program.command("evaluate").description("Evaluate policies under one protocol");
  addNamedModelFlags(addCandidateFlag(addTaskFlags(command)))
    .option("--policy <names>", "policies, separated by commas", parseNames, DEFAULT_POLICIES)
    .option(
      "--tasks-from <path>",
      "published tasks: a candidate file of LLMRank, or a folder with tasks and groundtruth of AgentSociety",
    )
    .option(
      "--at <k,...>",
      "also report HR@k and NDCG@k (default: 10,20,100 with --candidates all)",
      parseIntegers,
    )
    .option(
      "--mean <name=names>",
      "also report the mean of several policies; can be repeated",
      addMean,
    )
    .option("--simulate-latency", SIMULATION_HELP)
    .option(
      "--batch",
      "run students on many tasks at once: faster, but latencies are not meaningful",
    )
    .option("--coverage", "also print coverage of the catalog and popularity of the first items")
    .option(
      "--out <dir>",
      "also write report.json, report.html, behavior.json and records.jsonl to this folder",
    )
    .option("--json", "print the report as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((flags: EvaluateFlags) => {
      const isDefault = command.getOptionValueSource("policy") === "default";
      return evaluateCommand({ ...flags, isDefault }, context);
    });
}

async function evaluateCommand(
  flags: EvaluateFlags & { readonly isDefault: boolean },
  context: Context,
): Promise<void> {
  const { io } = context;
  const { policy: given, isDefault, mean: means = [], out, json, simulateLatency, batch } = flags;
  assertPolicyNames(given);
  const required = isDefault ? means.flatMap(({ of }) => of) : given.map(reportNameOf);
  const isAll = flags.candidates === "all";
  const policies = isAll ? selectRankingCatalog(given, { required }, io) : given.map(reportNameOf);
  const cutoffs = flags.at ?? (isAll ? CATALOG_CUTOFFS : []);
  assertSplitAllowed(policies, flags.split);
  toReportEntries(policies, means, []);
  assertInstalled({ what: "star evaluate", features: featuresOf(policies, flags) });
  if (out !== undefined) await assertWritableFolder(out, "--out");
  const simulation = simulateLatency === true ? SIMULATED_MODEL : undefined;
  if (simulation !== undefined) await loadTokenCounter();
  await assertModels(policies, flags, io);
  const dataset = await loadNamedDataset(flags, io);
  const names = selectFitting(policies, { items: dataset.items.size, required }, io);
  let rankings: ReadonlyMap<string, RankingPolicy> = new Map();
  const onTasks = async (tasks: readonly RecommendationTask[]) => {
    rankings = await readRankingFiles(given, { tasks, dataset });
  };
  const { tasksFrom: path } = flags;
  const prepared = await (path === undefined
    ? prepareTasks(dataset, flags, io, onTasks)
    : preparePublishedTasks(dataset, { ...flags, path }, io, onTasks));
  const evaluation = await evaluatePolicies(
    {
      ...prepared,
      names,
      rankings,
      means,
      cutoffs,
      models: flags,
      simulation,
      batch,
      recordsIn: out,
    },
    io,
  );
  if (out !== undefined) await writeReport(out, evaluation);
  const { report } = evaluation;
  if (json === true) io.note(describeRuns(evaluation));
  printResult(io, { json, value: report, text: () => describe(evaluation, flags) });
  if (report.rows.some(({ completed }) => completed === 0)) context.exitCode = EXIT.failure;
}

function featuresOf(
  policies: readonly string[],
  { out, simulateLatency }: EvaluateFlags,
): Feature[] {
  const isTrained = (name: string) => BASELINES.get(name)?.needs === "training";
  return [
    ...(policies.some(isTrained) ? (["training"] as const) : []),
    ...(policies.some(isStudentName) ? (["student"] as const) : []),
    ...(simulateLatency === true ? (["simulatedLatency"] as const) : []),
    ...(out === undefined ? [] : (["charts"] as const)),
  ];
}

/** Checks the models before any work is done. */
async function assertModels(names: readonly string[], flags: NamedModelFlags, io: Io) {
  assertModelsUsed(names, flags);
  for (const name of names) {
    const parsed = parseModelPolicy(name);
    if (parsed === undefined) continue;
    const model = modelOfPolicy(name, flags);
    assertModelSuits(parsed.role, model.model);
    await assertModel(model, io);
  }
}

/** Parses `NAME=policy,policy` and appends it to the earlier values. */
function addMean(text: string, earlier: readonly PolicyMean[] = []): PolicyMean[] {
  const [name = "", ...names] = text.split("=");
  if (name.trim() === "" || names.length === 0)
    throw new InvalidArgumentError(
      "Expected NAME=POLICY,POLICY, such as student=student:s1,student:s2.",
    );
  return [...earlier, { name: name.trim(), of: parseNames(names.join("=")) }];
}

function describe(evaluation: PolicyEvaluation, { coverage = false }: EvaluateFlags): string {
  const { report } = evaluation;
  return [
    formatTable(report),
    ...[formatCutoffs(report)].filter((text) => text !== ""),
    formatPaired(report),
    ...(coverage ? [formatCatalog(report)] : []),
    describeRuns(evaluation),
  ].join("\n\n");
}

function describeRuns({ behaviors, errors }: PolicyEvaluation): string {
  const failed = Object.entries(errors).flatMap(([name, counts]) =>
    formatErrors(counts, `Errors of ${name}:`),
  );
  return [formatBehaviors(behaviors), ...failed].filter((text) => text !== "").join("\n");
}
