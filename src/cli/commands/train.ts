import { type Command, InvalidArgumentError, Option } from "commander";
import {
  RL_METHODS,
  type RlMethod,
  type Stage,
  STAGES,
  TRAIN_DEFAULTS,
} from "../../student/run/options.js";
import { addDataFlags, type DataFlags, loadNamedDataset } from "../data-flags.js";
import { type Context, EXIT, printResult } from "../io.js";
import { integerFrom, parseNames } from "../parse.js";
import { describeTraining, train } from "../training.js";

interface TrainCommandOptions extends DataFlags {
  readonly in: string;
  readonly out: string;
  readonly from?: string;
  readonly stages: readonly Stage[];
  readonly rl: RlMethod;
  readonly minutes?: number;
  readonly steps?: number;
  readonly trainSeed: number;
  readonly validationTasks: number;
  readonly prompts: number;
  readonly groupSize: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
The data must be those that FILE's trajectories are about: reinforcement and validation run its tasks
through the real tools. Run the same command again to go on after Ctrl-C or a kill: the student will
be the one that it would have been. After Ctrl-C the folder holds the best one so far.

Examples:
  $ star train --in teacher.jsonl --out student --minutes 5
  $ star train --dataset movielens-100k --data-dir data/movielens-100k --in train.jsonl --out student --steps 1000`;

/** `star train`. */
export function addTrainCommand(program: Command, context: Context): void {
  addDataFlags(program.command("train"))
    .description("Train an embedded student on trajectories")
    .requiredOption("--in <file>", "trajectories of star teach on training tasks")
    .requiredOption("--out <dir>", "the student's folder")
    .option("--from <dir>", "a student to start from, trained on the same file")
    .option("--stages <names>", "sft, grpo or both", parseStages, [...TRAIN_DEFAULTS.stages])
    .addOption(
      new Option("--rl <method>", "how the stage grpo reinforces")
        .choices(RL_METHODS)
        .default(TRAIN_DEFAULTS.rl),
    )
    .option(
      "--minutes <m>",
      `a budget, turned into a number of steps (default: ${TRAIN_DEFAULTS.minutes})`,
      parseMinutes,
    )
    .option("--steps <n>", "updates of SFT instead; repeats a run exactly", integerFrom(1))
    .option(
      "--train-seed <s>",
      "decides weights, order and samples",
      integerFrom(0),
      TRAIN_DEFAULTS.seed,
    )
    .option(
      "--validation-tasks <n>",
      "tasks that choose the weights",
      integerFrom(1),
      TRAIN_DEFAULTS.validationTasks,
    )
    .option("--prompts <n>", "prompts an iteration", integerFrom(1), TRAIN_DEFAULTS.prompts)
    .option("--group-size <g>", "conversations a prompt", integerFrom(2), TRAIN_DEFAULTS.groupSize)
    .option("--force", "rename the checkpoint of another run in the folder and start over")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", EXAMPLES)
    .action((options: TrainCommandOptions) => trainCommand(options, context));
}

async function trainCommand(options: TrainCommandOptions, context: Context): Promise<void> {
  const { io } = context;
  const { in: trajectories, trainSeed: seed, out, from, stages, rl, minutes, steps } = options;
  const { validationTasks, prompts, groupSize, force = false } = options;
  const dataset = await loadNamedDataset(options, io);
  const settings = {
    out,
    from,
    stages,
    rl,
    minutes,
    steps,
    validationTasks,
    prompts,
    groupSize,
    force,
  };
  const value = await train({ ...settings, trajectories, dataset, seed }, io);
  if (value.stopped) context.exitCode = EXIT.interrupted;
  printResult(io, { json: options.json, value, text: () => describeTraining(value) });
}

function parseStages(text: string): Stage[] {
  const names = parseNames(text);
  const stages = STAGES.filter((stage) => names.includes(stage));
  if (stages.length === names.length) return stages;
  throw new InvalidArgumentError(`It must be some of: ${STAGES.join(", ")}.`);
}

function parseMinutes(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}
