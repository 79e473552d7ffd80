import { type Command, Option } from "commander";
import { CONVERSIONS, convert, type ConvertOptions, formatConverted } from "../converting.js";
import { SOURCES } from "../importing.js";
import { type Context, type Io, printResult } from "../io.js";

interface ConvertFlags extends Omit<ConvertOptions, "inputs"> {
  readonly json?: boolean;
}

const EXAMPLES = `
atif: Harbor's Agent Trajectory Interchange Format, one JSON file per trajectory with the agents of a graph
as embedded trajectories. session-traces: one JSON lines file per conversation, for the trace viewer of the
Hugging Face Hub. trajectories: reads executions of other programs and appends them to a trajectory file.

--from says what these are: atif, one document per file; langsmith, runs as LangSmith lists or exports them;
spans, traces of OpenTelemetry with the attributes of OpenInference, gen_ai or Langfuse. Runs and spans are read
from JSON, JSON Lines or Parquet, also with gzip, or from a folder of such files.

Unlike star export, star convert neither filters trajectories nor leaves out replies that must not be trained.

Examples:
  $ star convert runs.jsonl --to atif --out atif
  $ star convert jobs/*/agent/trajectory.json --to trajectories --out runs.jsonl
  $ star convert bulk-export/ --from langsmith --to trajectories --out runs.jsonl
  $ star convert runs.jsonl --to session-traces --out traces`;

/** Adds `star convert`. */
export function addConvertCommand(program: Command, { io }: Context): void {
  program
    .command("convert")
    .description(
      "Convert trajectories to formats of other programs, and executions of other programs to trajectories",
    )
    .argument("<file...>", "trajectory files; files of --from for --to trajectories")
    .addOption(
      new Option("--to <format>", "what to write").choices(CONVERSIONS).makeOptionMandatory(),
    )
    .addOption(
      new Option("--from <source>", "what --to trajectories reads")
        .choices(SOURCES)
        .default("atif"),
    )
    .requiredOption("--out <path>", "output folder; the trajectory file for --to trajectories")
    .addOption(
      new Option("--atif-version <version>", "version of ATIF")
        .choices(["1.7", "1.8"])
        .default("1.7"),
    )
    .option("--harness <id>", "the program that session traces name", "langgraph-star")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((inputs: string[], flags: ConvertFlags) => convertCommand(inputs, flags, io));
}

async function convertCommand(inputs: string[], flags: ConvertFlags, io: Io): Promise<void> {
  const { json, ...options } = flags;
  const result = await convert({ ...options, inputs });
  printResult(io, { json, value: result, text: () => formatConverted(result) });
}
