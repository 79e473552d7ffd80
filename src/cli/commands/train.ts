import { type Command, InvalidArgumentError, Option } from "commander";
import {
  RL_METHODS,
  type RlMethod,
  type Stage,
  toRlMethod,
  toStages,
  TRAIN_DEFAULTS,
} from "../../student/run/options.js";
import { LLM_TRAIN_DEFAULTS } from "../../distill/llm/options.js";
import { assertWritableFolder } from "../../writable.js";
import { addDataFlags, type DataFlags, loadNamedDataset } from "../data-flags.js";
import { StarError } from "../../errors.js";
import { assertFile } from "../exporting.js";
import { type Context, EXIT, printResult } from "../io.js";
import { assertInstalled } from "../packages/assert-installed.js";
import { integerFrom, parseNames } from "../parse.js";
import { describeTraining, train } from "../training.js";
import { describeLlmTraining, runLlmTraining } from "../training-llm.js";

interface TrainFlags extends DataFlags, LlmFlags {
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

interface LlmFlags {
  readonly engine: "embedded" | "trl";
  readonly baseModel?: string;
  readonly rows: "short" | "single-agent" | "conversation";
  readonly studentTemplate: string;
  readonly full: boolean;
  readonly rank: number;
  readonly epochs: number;
  readonly batch: number;
  readonly deviceBatch: number;
  readonly learningRate?: number;
  readonly maxTokens: number;
  readonly validationRows: number;
  readonly precision: "float32" | "bfloat16";
  readonly gradientCheckpointing: boolean;
  readonly threads?: number;
  readonly python: string;
}

const EXAMPLES = `
The dataset must be the one of the trajectories: the stage rl and the validations run its tasks with
the real tools. After Ctrl-C the folder contains the best student so far. Run the same command again to
resume after Ctrl-C or a crash: the result is that of an uninterrupted run.

--engine trl trains a language model with TRL instead, by SFT, in a Python environment with pinned
versions that is created once (6 GB). Of the options above it uses --in, --out, --steps, --minutes,
--train-seed and --force, and no dataset. docs/train-an-llm.md is about it.

Examples:
  $ star train --in teacher.jsonl --out student --minutes 5
  $ star train --dataset movielens-100k --data-dir data/movielens-100k --in train.jsonl --out student --steps 1000
  $ star train --in teacher.jsonl --from student/after-sft --stages rl --rl grpo --steps 1000 --out grpo
  $ star train --engine trl --base-model SmolLM2-135M-Instruct.gguf --in train.jsonl --out llm --minutes 60`;

/** Adds `star train`. */
export function addTrainCommand(program: Command, context: Context): void {
  const command = addDataFlags(program.command("train"))
    .description("Train an embedded student on trajectories")
    .requiredOption("--in <file>", "trajectories of star teach on training tasks")
    .requiredOption("--out <dir>", "folder to write the student to")
    .option("--from <dir>", "student to start from, trained on the same trajectories");
  addLlmFlags(addTrainingFlags(command))
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
      parsePositive,
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

/** The flags of `--engine trl`. */
function addLlmFlags(command: Command): Command {
  const llm = LLM_TRAIN_DEFAULTS;
  return command
    .optionsGroup("Language models (--engine trl):")
    .addOption(
      new Option("--engine <name>", "embedded student, or a language model with TRL")
        .choices(["embedded", "trl"])
        .default("embedded"),
    )
    .option("--base-model <path>", "the model: a folder of transformers or a GGUF file")
    .addOption(
      new Option("--rows <rendering>", "what a conversation is, as in star export")
        .choices(["short", "single-agent", "conversation"])
        .default(llm.rows),
    )
    .option(
      "--student-template <name>",
      "chat template of the student, as in star export",
      llm.studentTemplate,
    )
    .option("--full", "train all weights instead of a LoRA adapter", llm.full)
    .option("--rank <n>", "rank of the adapter", integerFrom(1), llm.rank)
    .option("--epochs <n>", "passes over the conversations", parsePositive, llm.epochs)
    .option("--batch <n>", "conversations per update", integerFrom(1), llm.batch)
    .option("--device-batch <n>", "conversations at once", integerFrom(1), llm.deviceBatch)
    .option("--learning-rate <x>", "default: 2e-5 with --full, else 2e-4", parsePositive)
    .option("--max-tokens <n>", "leave out longer conversations", integerFrom(1), llm.maxTokens)
    .option(
      "--validation-rows <n>",
      "conversations of other users that select the best weights",
      integerFrom(1),
      llm.validationRows,
    )
    .addOption(
      new Option("--precision <format>", "of matrix products")
        .choices(["float32", "bfloat16"])
        .default(llm.dtype),
    )
    .option("--gradient-checkpointing", "less memory, more time", llm.gradientCheckpointing)
    .option("--threads <n>", "threads of PyTorch (default: its own choice)", integerFrom(1))
    .option("--python <path>", "Python 3.11 with venv", llm.python);
}

async function trainLlmCommand(flags: TrainFlags, context: Context): Promise<void> {
  const { io } = context;
  const { in: trajectories, out, baseModel, trainSeed: seed, precision: dtype, force } = flags;
  const { rows, studentTemplate, full, rank, steps, minutes, epochs, batch, deviceBatch } = flags;
  const { learningRate, maxTokens, validationRows, gradientCheckpointing, threads, python } = flags;
  if (baseModel === undefined) {
    throw new StarError("INVALID_ARGUMENT", {
      message: "--engine trl needs the model that is trained.",
      remedy: "Pass a folder or a GGUF file with --base-model.",
    });
  }
  assertInstalled({ what: "star train --engine trl", features: ["charts"] });
  assertFile(trajectories);
  await assertWritableFolder(out, "--out");
  const data = { trajectories, baseModel, out, rows, studentTemplate, seed, python };
  const run = { full, rank, steps, minutes, epochs, batch, deviceBatch, learningRate, maxTokens };
  const device = { validationRows, dtype, gradientCheckpointing, threads, force: force ?? false };
  const value = await runLlmTraining({ ...data, ...run, ...device }, io);
  if (value.done.stopped) context.exitCode = EXIT.interrupted;
  printResult(io, { json: flags.json, value, text: () => describeLlmTraining(value) });
}

async function trainCommand(flags: TrainFlags, context: Context): Promise<void> {
  if (flags.engine === "trl") return trainLlmCommand(flags, context);
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

function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}
