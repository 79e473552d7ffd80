import { CommanderError, Command } from "commander";
import { messageOf, StarError } from "../errors.js";
import { packageVersion } from "../evaluation/report.js";
import { toFileError } from "../file-error.js";
import { styledTerminalText, terminalText } from "../text/terminal-text.js";
import { addConvertCommand } from "./commands/convert.js";
import { addDataCommand } from "./commands/data.js";
import { addDemoCommand } from "./commands/demo.js";
import { addDoctorCommand } from "./commands/doctor.js";
import { addEvaluateCommand } from "./commands/evaluate.js";
import { addExportCommand } from "./commands/export.js";
import { addIndexCommand } from "./commands/index-command.js";
import { addReportCommand } from "./commands/report.js";
import { addServeCommand } from "./commands/serve.js";
import { addTeachCommand } from "./commands/teach.js";
import { addTraceCommand } from "./commands/trace.js";
import { addTrainCommand } from "./commands/train.js";
import { addVerifyCommand } from "./commands/verify.js";
import { addCompletionCommand } from "./commands/completion.js";
import { addQuiet } from "./quiet.js";
import { addWorkCommand } from "./commands/work.js";
import { EXIT, type Context, type Io } from "./io.js";

const COMMANDS = [
  addDemoCommand,
  addDataCommand,
  addIndexCommand,
  addTeachCommand,
  addWorkCommand,
  addTraceCommand,
  addExportCommand,
  addVerifyCommand,
  addConvertCommand,
  addTrainCommand,
  addEvaluateCommand,
  addReportCommand,
  addServeCommand,
  addDoctorCommand,
  addCompletionCommand,
];

const AFTER_HELP = `
Exit codes: 0 ok, 1 failure, 2 usage error, 130 interrupted (Ctrl-C).
Set DEBUG=star to add stack traces to errors, and NO_COLOR=1 for output without color.

Examples:
  $ star demo
  $ star teach --tasks 20 --out teacher.jsonl
  $ star evaluate --policy ease,teacher --tasks 200`;

/**
 * Runs one command line. Whatever it prints, control characters are shown and not executed: messages quote files, servers and
 * models.
 *
 * @param argv - Arguments without the program name.
 * @returns The exit code: 0 ok, 1 failure, 2 usage error, 130 interrupted.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let hasPrinted = false;
  const print = (text: string) => {
    hasPrinted = true;
    io.print(io.isColorful ? styledTerminalText(text) : terminalText(text));
  };
  let isQuiet = io.isQuiet;
  const note = (text: string) => {
    if (!isQuiet) io.note(terminalText(text));
  };
  const warn = (text: string) => io.warn(terminalText(text));
  const context: Context = {
    io: {
      ...io,
      print,
      note,
      warn,
      get isQuiet() {
        return isQuiet;
      },
    },
    exitCode: EXIT.ok,
  };
  const program = createProgram(context).hook("preAction", (_, command) => {
    isQuiet = command.opts()["quiet"] === true;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    const failure = toFailure(error);
    const isDebugging = failure.isUnexpected || io.environment["DEBUG"] === "star";
    if (!(error instanceof CommanderError)) warn(`${failure.code}: ${failure.message}`);
    if (isDebugging && error instanceof Error && error.stack !== undefined) warn(error.stack);
    if (argv.includes("--json") && !hasPrinted) print(JSON.stringify({ error: failure }));
    return failure.exitCode;
  }
}

/** The whole command line: every command with its options and help. */
export function createProgram(context: Context): Command {
  const { io } = context;
  const program = new Command("star")
    .description(
      "Run multi-agent recommenders, record their trajectories, train students and evaluate them.",
    )
    .version(packageVersion(), "-V, --version", "print the version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.print(text.trimEnd()),
      writeErr: (text) => io.warn(text.trimEnd()),
    })
    .addHelpText("after", AFTER_HELP);
  for (const add of COMMANDS) add(program, context);
  addQuiet(program);
  return program;
}

/** A failure as printed by `--json`. */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly exitCode: number;
  /** True for errors that are neither usage errors nor a `StarError`: bugs. */
  readonly isUnexpected: boolean;
}

/** Converts anything that a command threw. */
function toFailure(thrown: unknown): Failure {
  const error = toFileError(thrown);
  const message = messageOf(error);
  if (error instanceof CommanderError) return failure("USAGE", message, EXIT.usage);
  if (error instanceof DOMException && error.name === "AbortError") {
    return failure("STOPPED", "Interrupted.", EXIT.interrupted);
  }
  if (!StarError.isInstance(error)) {
    return { ...failure("UNEXPECTED", message, EXIT.failure), isUnexpected: true };
  }
  const { code } = error;
  return failure(code, message, code === "INVALID_ARGUMENT" ? EXIT.usage : EXIT.failure);
}

function failure(code: string, message: string, exitCode: number): Failure {
  return { code, message, exitCode, isUnexpected: false };
}
