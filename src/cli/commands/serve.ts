import { once } from "node:events";
import { type Command, InvalidArgumentError, Option } from "commander";
import { StarError } from "../../errors.js";
import { createEnvironmentServer } from "../../serve/environment/environment-server.js";
import { SCENARIOS, type Split, SPLITS } from "../../types.js";
import type { Context } from "../context.js";
import { addDataOptions } from "../data-options.js";
import { printResult } from "../output.js";
import { integerFrom, parseNames } from "../parse.js";
import { DEFAULT_PORT, type EnvironmentOptions, prepareEnvironment } from "../serving.js";

interface ServeOptions extends EnvironmentOptions {
  readonly environment?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Answers this machine only, unless STAR_ENVIRONMENT_TOKEN holds a token: then every request must
carry it, and --host may name another address. GET /openapi.json describes the routes; training/
has clients for TRL, verl and ms-swift. Runs until Ctrl-C.

Examples:
  $ star serve --environment
  $ star serve --environment --dataset movielens-100k --data-dir data/movielens-100k --split train,validation
  $ STAR_ENVIRONMENT_TOKEN=... star serve --environment --host 0.0.0.0`;

/** `star serve`. */
export function addServeCommand(program: Command, { io }: Context): void {
  addDataOptions(program.command("serve"))
    .description("Serve episodes, tools and reward to trainers, over HTTP")
    .option("--environment", "what to serve: the environment that students are trained in")
    .option("--split <names>", "splits, the first is the default one", parseSplits, ["train"])
    .addOption(
      new Option("--scenario <name>", "what may be seen").choices(SCENARIOS).default("classic"),
    )
    .option("--tasks <n>", "most tasks a split (default: all there are)", integerFrom(1))
    .option("--draws <n>", "sets of negatives a task", integerFrom(1), 1)
    .option("--no-evidence", "without translated evidence")
    .option("--no-neighbors", "without neighbors and the evidence made of them")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "port to listen on; 0 takes any free one", integerFrom(0), DEFAULT_PORT)
    .option("--idle <seconds>", "how long an episode may rest", integerFrom(1), 1800)
    .option("--max-episodes <n>", "most episodes at a time", integerFrom(1), 4096)
    .option("--max-body <bytes>", "largest request", integerFrom(1), 1_048_576)
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", EXAMPLES)
    .action(async (options: ServeOptions) => {
      if (!options.environment) throw nothingToServe();
      const { splits, dataset, ...rest } = await prepareEnvironment(options, io);
      const server = await createEnvironmentServer({ splits, dataset, ...rest });
      const tasks = Object.fromEntries(
        splits.map(({ split, tasks: { length } }) => [split, length]),
      );
      const value = { url: server.url, dataset: dataset.name, synthetic: dataset.synthetic, tasks };
      printResult(io, { json: options.json, value, text: () => describe(value) });
      const stop = io.listenForStop();
      if (!stop.aborted) await once(stop, "abort");
      await server.close();
    });
}

interface Serving {
  readonly url: string;
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly tasks: Readonly<Record<string, number>>;
}

function describe({ url, dataset, synthetic, tasks }: Serving): string {
  const counts = Object.entries(tasks).map(([split, count]) => `${count} ${split} tasks`);
  const kind = synthetic ? `${dataset} (generated data)` : dataset;
  return `Serving ${counts.join(" and ")} of ${kind} at ${url}. Press Ctrl-C to stop.`;
}

function parseSplits(text: string): Split[] {
  return parseNames(text).map((name) => {
    const split = SPLITS.find((known) => known === name);
    if (split !== undefined) return split;
    throw new InvalidArgumentError(`Allowed choices are ${SPLITS.join(", ")}.`);
  });
}

function nothingToServe(): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: "Nothing is named to serve.",
    remedy: "Add --environment.",
  });
}
