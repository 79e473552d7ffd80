import { type Command, InvalidArgumentError } from "commander";
import {
  SIMULATED_MODEL,
  loadTokenCounter,
} from "../../distill/teaching/latency/simulate-latency.js";
import { contestantsOf, type Mean } from "../../evaluation/means.js";
import { formatPaired, formatTable } from "../../evaluation/table.js";
import { addTaskOptions, type TaskOptions } from "../data-options.js";
import { type Measurement, measure, formatBehaviors, writeReport } from "../evaluation.js";
import { type Context, type Io, printResult } from "../io.js";
import { addModelOptions, assertModel, type ModelOptions } from "../model-options.js";
import { parseNames } from "../parse.js";
import { assertPolicyNames, POLICY_NAMES } from "../policy-names.js";
import { prepare } from "../prepare.js";
import { assertTrainable } from "../trained-policies.js";

interface EvaluateCommandOptions extends TaskOptions, ModelOptions {
  readonly policy: readonly string[];
  readonly mean?: readonly Mean[];
  readonly simulateLatency?: boolean;
  readonly batch?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

const DEFAULT_POLICIES = ["popularity", "item-knn", "ease", "teacher"];
const { callMs, tokenMs } = SIMULATED_MODEL;
const SIMULATION_HELP = `also simulate the latency of a model that takes ${callMs} ms a call and ${tokenMs} ms a token`;
const EXAMPLES = `
Policies: ${POLICY_NAMES.join(", ")},
student:DIR (a folder of star train; the list it writes), student-scores:DIR (its scores at the first place).
learned-ranker (a ceiling) and sasrec are trained first: minutes, not seconds.
With teacher and teacher:no-reflection both, the effect of revisions on the revised tasks is shown.

Examples:
  $ star evaluate --tasks 200
  $ star evaluate --policy ease,teacher --dataset movielens-100k --data-dir data/movielens-100k --json
  $ star evaluate --policy teacher,teacher:no-reflection --out report
  $ star evaluate --policy teacher,student:s1,student:s2 --mean student=student:s1,student:s2`;

/** `star evaluate`. */
export function addEvaluateCommand(program: Command, { io }: Context): void {
  const command = program.command("evaluate").description("Measure policies under one protocol");
  addModelOptions(addTaskOptions(command))
    .option("--policy <names>", "which policies, between commas", parseNames, DEFAULT_POLICIES)
    .option("--mean <name=names>", "also the mean of some of them; may be repeated", addMean)
    .option("--simulate-latency", SIMULATION_HELP)
    .option("--batch", "students answer many tasks at once: faster, latencies say nothing then")
    .option("--out <dir>", "also write report.json, report.html and behavior.json there")
    .option("--json", "print the report as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((options: EvaluateCommandOptions) => evaluateCommand(options, io));
}

async function evaluateCommand(options: EvaluateCommandOptions, io: Io): Promise<void> {
  const { policy: names, mean: means = [], out, json, simulateLatency, batch } = options;
  assertPolicyNames(names);
  assertTrainable(names, options.split);
  contestantsOf(names, means, []);
  await assertModel(options, io);
  const simulation = simulateLatency === true ? SIMULATED_MODEL : undefined;
  if (simulation !== undefined) await loadTokenCounter();
  const prepared = await prepare(options, io);
  const measurement = await measure(
    { ...prepared, names, means, model: options, simulation, batch },
    io,
  );
  if (out !== undefined) await writeReport(out, measurement);
  const { report, behaviors } = measurement;
  if (json === true) io.note(formatBehaviors(behaviors));
  printResult(io, { json, value: report, text: () => describe(measurement) });
}

/** `NAME=policy,policy` */
function addMean(text: string, earlier: readonly Mean[] = []): Mean[] {
  const [name = "", ...names] = text.split("=");
  if (name.trim() === "" || names.length === 0)
    throw new InvalidArgumentError("It must look like student=student:s1,student:s2.");
  return [...earlier, { name: name.trim(), of: parseNames(names.join("=")) }];
}

function describe({ report, behaviors }: Measurement): string {
  return [formatTable(report), formatPaired(report), formatBehaviors(behaviors)].join("\n\n");
}
