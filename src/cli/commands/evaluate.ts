import { type Command, InvalidArgumentError } from "commander";
import {
  SIMULATED_MODEL,
  loadTokenCounter,
} from "../../distill/teaching/latency/simulate-latency.js";
import { toReportEntries, type PolicyMean } from "../../evaluation/policy-means.js";
import { formatPaired, formatTable } from "../../evaluation/table.js";
import { assertWritableFolder } from "../../writable.js";
import { assertSplitAllowed } from "../baselines.js";
import { addTaskFlags, type TaskFlags } from "../data-flags.js";
import {
  type PolicyEvaluation,
  evaluatePolicies,
  formatBehaviors,
  writeReport,
} from "../evaluate-policies.js";
import { type Context, type Io, printResult } from "../io.js";
import { addModelFlags, type ModelFlags } from "../model-flags.js";
import { parseNames } from "../parse.js";
import { assertPolicyNames, POLICY_NAMES } from "../policy-names.js";
import { prepareData } from "../prepare.js";

interface EvaluateFlags extends TaskFlags, ModelFlags {
  readonly policy: readonly string[];
  readonly mean?: readonly PolicyMean[];
  readonly simulateLatency?: boolean;
  readonly batch?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

const DEFAULT_POLICIES = ["popularity", "item-knn", "ease", "teacher"];
const { callMs, tokenMs } = SIMULATED_MODEL;
const SIMULATION_HELP = `also simulate latencies of a model with ${callMs} ms per call and ${tokenMs} ms per token`;
const EXAMPLES = `
Policies: ${POLICY_NAMES.join(", ")},
student:DIR (a student folder, ranked by its output), student-scores:DIR (ranked by its scores for rank 1).
learned-ranker (supervised, trained on held-out items of training tasks) and sasrec are trained first,
which takes minutes.
With both teacher and teacher:no-reflection, the effect of revisions is reported for the revised tasks.

Examples:
  $ star evaluate --tasks 200
  $ star evaluate --policy ease,teacher --dataset movielens-100k --data-dir data/movielens-100k --json
  $ star evaluate --policy teacher,teacher:no-reflection --out report
  $ star evaluate --policy teacher,student:s1,student:s2 --mean student=student:s1,student:s2`;

/** Adds `star evaluate`. */
export function addEvaluateCommand(program: Command, { io }: Context): void {
  const command = program.command("evaluate").description("Evaluate policies under one protocol");
  addModelFlags(addTaskFlags(command))
    .option("--policy <names>", "policies, separated by commas", parseNames, DEFAULT_POLICIES)
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
    .option("--out <dir>", "also write report.json, report.html and behavior.json to this folder")
    .option("--json", "print the report as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((flags: EvaluateFlags) => evaluateCommand(flags, io));
}

async function evaluateCommand(flags: EvaluateFlags, io: Io): Promise<void> {
  const { policy: names, mean: means = [], out, json, simulateLatency, batch } = flags;
  assertPolicyNames(names);
  assertSplitAllowed(names, flags.split);
  toReportEntries(names, means, []);
  if (out !== undefined) await assertWritableFolder(out, "--out");
  const simulation = simulateLatency === true ? SIMULATED_MODEL : undefined;
  if (simulation !== undefined) await loadTokenCounter();
  const prepared = await prepareData(flags, io);
  const evaluation = await evaluatePolicies(
    { ...prepared, names, means, model: flags, simulation, batch },
    io,
  );
  if (out !== undefined) await writeReport(out, evaluation);
  const { report, behaviors } = evaluation;
  if (json === true) io.note(formatBehaviors(behaviors));
  printResult(io, { json, value: report, text: () => describe(evaluation) });
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

function describe({ report, behaviors }: PolicyEvaluation): string {
  return [formatTable(report), formatPaired(report), formatBehaviors(behaviors)].join("\n\n");
}
