import { once } from "node:events";
import { type Command, InvalidArgumentError, Option } from "commander";
import { StarError } from "../../errors.js";
import { SCENARIOS, type Split, SPLITS } from "../../types.js";
import { addDataFlags } from "../data-flags.js";
import { type Context, type Io, printResult } from "../io.js";
import { assertInstalled } from "../packages/assert-installed.js";
import { collectOption, integerFrom, parseNames, parseTemperature } from "../parse.js";
import {
  DEFAULT_PORTS,
  type EnvironmentFlags,
  serveEnvironment,
  serveStudent,
  type Serving,
  type StudentFlags,
} from "../serving.js";
import { SINGLE_AGENTS } from "../single-agents.js";

interface ServeFlags extends EnvironmentFlags, StudentFlags {
  readonly environment?: boolean;
  readonly json?: boolean;
}

const PORT_HELP = `port, 0 for any free one (default: ${DEFAULT_PORTS.student} student, ${DEFAULT_PORTS.environment} environment)`;
const SPLIT_HELP =
  "splits, separated by commas. Environment: tasks to serve, the first is the default (default: train). Student: use only the interactions that tasks of this split see (default: all interactions)";
const CORS_HELP =
  "origins whose web pages may use the server, separated by commas, such as https://shop.example; * needs a token";
const EXAMPLES = `
Without a token the server accepts requests from this machine only. With a token in --token-file, or in
STAR_STUDENT_TOKEN or STAR_ENVIRONMENT_TOKEN, every request must carry it, and --host can be any address.
GET /openapi.json describes the routes. A student serves POST /recommend and the OpenAI-compatible
POST /v1/chat/completions; training/ contains clients of the environment for TRL, verl and ms-swift.
The server runs until Ctrl-C.

Examples:
  $ star serve --student student/ --dataset movielens-100k --data-dir data/movielens-100k
  $ star serve --model openai:star-8b --base-url http://127.0.0.1:8000/v1 --dataset movielens-100k
  $ STAR_STUDENT_TOKEN=... star serve --student student/ --host 0.0.0.0
  $ star serve --environment --dataset movielens-100k --data-dir data/movielens-100k --split train,validation`;

/** Adds `star serve`. */
export function addServeCommand(program: Command, { io }: Context): void {
  const command = addDataFlags(program.command("serve"))
    .description("Serve a student or another agent, or the environment for training students")
    .option("--student <dir>", "serve the student in this folder")
    .option("--model <spec>", "serve an agent with this chat model: openai:NAME or offline")
    .option("--environment", "serve the environment: episodes, tools and reward")
    .option("--split <names>", SPLIT_HELP, parseSplits)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", PORT_HELP, integerFrom(0))
    .option("--token-file <file>", "file with the token that every request must carry")
    .option("--cors <origins>", CORS_HELP, parseNames)
    .option("--max-body <bytes>", "maximum size of a request body", integerFrom(1), 1_048_576)
    .option("--json", "print one JSON object");
  addEnvironmentFlags(addModelFlags(addStudentFlags(command)))
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ServeFlags) => {
      assertInstalled({
        what: "star serve",
        features: [
          "server",
          ...(flags.environment === true ? [] : (["metrics"] as const)),
          ...(flags.student === undefined ? [] : (["student"] as const)),
        ],
      });
      const { close, value, text } = await serve(flags, io);
      printResult(io, { json: flags.json, value, text: () => text });
      const signal = io.listenForInterrupt();
      if (!signal.aborted) await once(signal, "abort");
      await close();
    });
}

function addStudentFlags(command: Command): Command {
  return command
    .optionsGroup("Student options:")
    .option("--name <name>", "model name in the API (default: the student's name)")
    .option("--no-constraints", "decode without constraints, as in evaluation")
    .option(
      "--max-running <n>",
      "maximum concurrent requests (default: 32 with --student, 4 with --model)",
      integerFrom(1),
    )
    .option("--max-waiting <n>", "maximum queued requests", integerFrom(0), 64)
    .option("--timeout <seconds>", "maximum duration of a request", integerFrom(1), 120)
    .option("--grace <seconds>", "time for running requests on Ctrl-C", integerFrom(0), 10);
}

function addModelFlags(command: Command): Command {
  return command
    .optionsGroup("Options with --model:")
    .addOption(
      new Option("--policy <name>", "trained student, agent with the tools, or one call without")
        .choices(SINGLE_AGENTS)
        .default("student"),
    )
    .option("--base-url <url>", "base URL of the openai:NAME server (key: $OPENAI_API_KEY)")
    .option("--temperature <t>", "sampling temperature", parseTemperature, 0)
    .option("--max-output-tokens <n>", "longest reply (default: 4096)", integerFrom(1))
    .option(
      "--model-option <key=json>",
      "further parameter of every request, such as top_p=0.9; repeatable",
      collectOption,
    );
}

function addEnvironmentFlags(command: Command): Command {
  return command
    .optionsGroup("Environment options:")
    .addOption(
      new Option("--scenario <name>", "interactions that policies see")
        .choices(SCENARIOS)
        .default("classic"),
    )
    .option("--tasks <n>", "maximum tasks per split (default: all)", integerFrom(1))
    .option("--draws <n>", "negative sets per task", integerFrom(1), 1)
    .option("--no-evidence", "omit translated evidence")
    .option("--no-neighbors", "omit neighbors and neighbor-based evidence")
    .option("--idle <seconds>", "end episodes idle for longer", integerFrom(1), 1800)
    .option("--max-episodes <n>", "maximum concurrent episodes", integerFrom(1), 4096);
}

function serve(flags: ServeFlags, io: Io): Promise<Serving> {
  const given = [
    ...(flags.student === undefined ? [] : ["--student"]),
    ...(flags.model === undefined ? [] : ["--model"]),
    ...(flags.environment === true ? ["--environment"] : []),
  ];
  if (given.length !== 1) {
    throw new StarError("INVALID_ARGUMENT", {
      message:
        given.length === 0 ? "Nothing to serve was named." : `${given.join(" and ")} are all set.`,
      remedy: "Pass either --student DIR, --model openai:NAME or --environment.",
    });
  }
  return flags.environment === true ? serveEnvironment(flags, io) : serveStudent(flags, io);
}

function parseSplits(text: string): Split[] {
  return parseNames(text).map((name) => {
    const split = SPLITS.find((known) => known === name);
    if (split !== undefined) return split;
    throw new InvalidArgumentError(`Allowed choices are ${SPLITS.join(", ")}.`);
  });
}
