import type { Command } from "commander";
import { splitTargets } from "../../data/targets.js";
import { formatPaired, formatTable } from "../../evaluation/table.js";
import { createChatModel } from "../../models/chat-model.js";
import type { Context } from "../context.js";
import { addDataOptions, loadNamedDataset } from "../data-options.js";
import { type Measurement, measure } from "../evaluation.js";
import { formatBehavior } from "../format-behavior.js";
import { obtainIndex } from "../index-source.js";
import { addModelOptions, modelSettings, type ModelOptions } from "../model-options.js";
import { printResult } from "../output.js";
import { parseNames } from "../parse.js";
import { assertPolicyNames, POLICY_NAMES } from "../policy-names.js";
import { addTaskOptions, createNamedTasks, type TaskOptions } from "../task-options.js";
import { writeReport } from "../write-report.js";

interface EvaluateCommandOptions extends TaskOptions, ModelOptions {
  readonly policy: readonly string[];
  readonly index?: string;
  readonly out?: string;
  readonly json?: boolean;
}

const DEFAULT_POLICIES = ["popularity", "item-knn", "ease", "teacher"];
const EXAMPLES = `
Policies: ${POLICY_NAMES.join(", ")}.
With teacher and teacher:no-reflection both, the effect of revisions on the revised tasks is shown.

Examples:
  $ star evaluate --tasks 200
  $ star evaluate --policy ease,teacher --dataset movielens-100k --data-dir data/movielens-100k --json
  $ star evaluate --policy teacher,teacher:no-reflection --out report`;

/** `star evaluate`. */
export function addEvaluateCommand(program: Command, { io }: Context): void {
  const command = program.command("evaluate").description("Measure policies under one protocol");
  addModelOptions(addTaskOptions(addDataOptions(command)))
    .option("--policy <names>", "which policies, between commas", parseNames, DEFAULT_POLICIES)
    .option("--index <dir>", "a saved index of this split, see star index")
    .option("--out <dir>", "also write report.json and report.html there")
    .option("--json", "print the report as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action(async (options: EvaluateCommandOptions) => {
      const { policy: names, split, index: directory, out, json } = options;
      assertPolicyNames(names);
      await createChatModel(options.model, modelSettings(options, io));
      const dataset = await loadNamedDataset(options, io);
      const protocol = splitTargets(dataset);
      const { tasks } = createNamedTasks(dataset, options, { protocol, io });
      const index = await obtainIndex({ dataset, split, protocol, directory }, io);
      const measurement = await measure({ names, dataset, index, tasks, model: options }, io);
      if (out !== undefined) await writeReport(out, measurement.report);
      const { report } = measurement;
      printResult(io, { json, value: report, text: () => describe(measurement) });
    });
}

function describe({ report, behaviors }: Measurement): string {
  const teachers = Object.entries(behaviors).map(([name, one]) => formatBehavior(name, one));
  return [formatTable(report), formatPaired(report), ...teachers].join("\n\n");
}
