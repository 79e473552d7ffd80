import { once } from "node:events";
import { type Command, InvalidArgumentError, Option } from "commander";
import { StarError } from "../../errors.js";
import { SCENARIOS, type Split, SPLITS } from "../../types.js";
import { addDataOptions } from "../data-options.js";
import { type Context, printResult, type Io } from "../io.js";
import { integerFrom, parseNames } from "../parse.js";
import { serveStudent, type StudentServeOptions } from "../serving-student.js";
import { type EnvironmentOptions, serveEnvironment, type Serving } from "../serving.js";

interface ServeOptions extends EnvironmentOptions, Omit<StudentServeOptions, "student"> {
  readonly environment?: boolean;
  readonly student?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Answers this machine only, unless STAR_STUDENT_TOKEN or STAR_ENVIRONMENT_TOKEN holds a token: then
every request must carry it, and --host may name another address. GET /openapi.json describes the
routes. A student answers POST /recommend and OpenAI's POST /v1/chat/completions; training/ has
clients of the environment for TRL, verl and ms-swift. Runs until Ctrl-C.

Examples:
  $ star serve --student student/ --dataset movielens-100k --data-dir data/movielens-100k
  $ STAR_STUDENT_TOKEN=... star serve --student student/ --host 0.0.0.0
  $ star serve --environment --dataset movielens-100k --data-dir data/movielens-100k --split train,validation`;

/** `star serve`. */
export function addServeCommand(program: Command, { io }: Context): void {
  const command = addDataOptions(program.command("serve"))
    .description("Serve a trained student, or the environment that students are trained in")
    .option("--student <dir>", "what to serve: the student in this folder")
    .option("--environment", "what to serve: episodes, tools and reward, for trainers")
    .option(
      "--split <names>",
      "environment: splits, the first is the default one (default: train); student: let it see only what tasks of a split may (default: everything)",
      parseSplits,
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "0 takes any (default: 7828 student, 7827 environment)", integerFrom(0))
    .option("--max-body <bytes>", "largest request", integerFrom(1), 1_048_576)
    .option("--json", "one JSON object on stdout");
  addEnvironmentOptions(addStudentOptions(command))
    .addHelpText("after", EXAMPLES)
    .action(async (options: ServeOptions) => {
      const { close, value, text } = await serve(options, io);
      printResult(io, { json: options.json, value, text: () => text });
      const stop = io.listenForStop();
      if (!stop.aborted) await once(stop, "abort");
      await close();
    });
}

function addStudentOptions(command: Command): Command {
  return command
    .option("--name <name>", "student: what clients call it (default: its own name)")
    .option("--no-constraints", "student: let it write whatever it writes, as when it is measured")
    .option("--max-running <n>", "student: requests answered at a time", integerFrom(1), 4)
    .option("--max-waiting <n>", "student: requests that wait their turn", integerFrom(0), 64)
    .option("--timeout <seconds>", "student: longest answer", integerFrom(1), 120)
    .option("--grace <seconds>", "student: for running answers on Ctrl-C", integerFrom(0), 10);
}

function addEnvironmentOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--scenario <name>", "environment: what may be seen")
        .choices(SCENARIOS)
        .default("classic"),
    )
    .option("--tasks <n>", "environment: most tasks a split (default: all)", integerFrom(1))
    .option("--draws <n>", "environment: sets of negatives a task", integerFrom(1), 1)
    .option("--no-evidence", "environment: without translated evidence")
    .option("--no-neighbors", "environment: without neighbors and the evidence made of them")
    .option("--idle <seconds>", "environment: how long an episode may rest", integerFrom(1), 1800)
    .option("--max-episodes <n>", "environment: most episodes at a time", integerFrom(1), 4096);
}

function serve({ student, ...options }: ServeOptions, io: Io): Promise<Serving> {
  const isEnvironment = options.environment === true;
  if (isEnvironment === (student !== undefined)) throw notOneToServe(isEnvironment);
  return student === undefined
    ? serveEnvironment(options, io)
    : serveStudent({ ...options, student }, io);
}

function parseSplits(text: string): Split[] {
  return parseNames(text).map((name) => {
    const split = SPLITS.find((known) => known === name);
    if (split !== undefined) return split;
    throw new InvalidArgumentError(`Allowed choices are ${SPLITS.join(", ")}.`);
  });
}

function notOneToServe(areBoth: boolean): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: areBoth ? "Two things are named to serve." : "Nothing is named to serve.",
    remedy: "Pass either --student DIR or --environment.",
  });
}
