import { type Command, InvalidArgumentError, Option } from "commander";
import {
  RL_METHODS,
  type RlMethod,
  type Stage,
  toRlMethod,
  toStages,
  TRAIN_DEFAULTS,
} from "../../student/run/options.js";
import { assertWritableFolder } from "../../writable.js";
import { addDataFlags, type DataFlags, loadNamedDataset } from "../data-flags.js";
import { type Context, EXIT, printResult } from "../io.js";
import { assertInstalled } from "../packages/assert-installed.js";
import { integerFrom, parseNames } from "../parse.js";
import { describeTraining, train } from "../training.js";

interface TrainFlags extends DataFlags {
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
The dataset must be the one of the trajectories: the stage rl and the validations run its tasks with
the real tools. After Ctrl-C the folder contains the best student so far. Run the same command again to
resume after Ctrl-C or a crash: the result is that of an uninterrupted run.

Examples:
  $ star train --in teacher.jsonl --out student --minutes 5
  $ star train --dataset movielens-100k --data-dir data/movielens-100k --in train.jsonl --out student --steps 1000
  $ star train --in teacher.jsonl --from student/after-sft --stages rl --rl grpo --steps 1000 --out grpo`;

/** Adds `star train`. */
export function addTrainCommand(program: Command, context: Context): void {
  const command = addDataFlags(program.command("train"))
    .description("Train an embedded student on trajectories")
    .requiredOption("--in <file>", "trajectories of star teach on training tasks")
    .requiredOption("--out <dir>", "folder to write the student to")
    .option("--from <dir>", "student to start from, trained on the same trajectories");
  addTrainingFlags(command)
    .option("--force", "rename the checkpoint of another run in the folder and start over")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((flags: TrainFlags) => trainCommand(flags, context));
}

function addTrainingFlags(command: Command): Command {
  const { stages, rl, minutes, seed, validationTasks, prompts, groupSize } = TRAIN_DEFAULTS;
  return command
    .option(
      "--stages <names>",
      "sft, rl (reinforcement learning; also accepted: grpo) or both",
      parseStages,
      [...stages],
    )
    .addOption(
      new Option("--rl <method>", "method of the stage rl")
        .choices(RL_METHODS)
        .argParser(toRlMethod)
        .default(rl),
    )
    .option(
      "--minutes <m>",
      `time budget, converted to a number of steps (default: ${minutes})`,
      parseMinutes,
    )
    .option(
      "--steps <n>",
      "updates of SFT, instead of a budget; makes runs reproducible",
      integerFrom(1),
    )
    .option("--train-seed <s>", "seed of weights, order and samples", integerFrom(0), seed)
    .option(
      "--validation-tasks <n>",
      "validation tasks that select the best weights",
      integerFrom(1),
      validationTasks,
    )
    .option("--prompts <n>", "prompts per iteration of the stage rl", integerFrom(1), prompts)
    .option("--group-size <g>", "rollouts per prompt", integerFrom(2), groupSize);
}

async function trainCommand(flags: TrainFlags, context: Context): Promise<void> {
  const { io } = context;
  const { in: trajectories, trainSeed: seed, out, from, stages, rl, minutes, steps } = flags;
  const { validationTasks, prompts, groupSize, force = false } = flags;
  assertInstalled({ what: "star train", features: ["training", "charts"] });
  await assertWritableFolder(out, "--out");
  const dataset = await loadNamedDataset(flags, io);
  const lengths = { minutes, steps, validationTasks, prompts, groupSize };
  const value = await train(
    { trajectories, dataset, out, from, stages, rl, seed, force, ...lengths },
    io,
  );
  if (value.stopped) context.exitCode = EXIT.interrupted;
  printResult(io, { json: flags.json, value, text: () => describeTraining(value) });
}

function parseStages(text: string): Stage[] {
  return toStages(parseNames(text));
}

function parseMinutes(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}
