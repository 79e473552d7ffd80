import { Command, CommanderError } from "commander";
import { StarError } from "../errors.js";
import { addDataCommand } from "./commands/data.js";
import { addEvaluateCommand } from "./commands/evaluate.js";
import { addIndexCommand } from "./commands/index-command.js";
import { addTeachCommand } from "./commands/teach.js";
import type { Context } from "./context.js";
import { EXIT, type Io } from "./io.js";

/**
 * Runs one command line, without the name of the program.
 *
 * @returns The exit code: 0 ok, 1 failure, 2 usage, 130 stopped on request.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const context: Context = { io, exitCode: EXIT.ok };
  try {
    await createProgram(context).parseAsync([...argv], { from: "user" });
    return context.exitCode;
  } catch (error) {
    return report(error, argv, io);
  }
}

function createProgram(context: Context): Command {
  const { io } = context;
  const program = new Command("star")
    .description("Teach, record, distil and measure multi-agent recommenders.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.print(text.trimEnd()),
      writeErr: (text) => io.note(text.trimEnd()),
    })
    .addHelpText("after", "\nExit codes: 0 ok, 1 failure, 2 wrong usage, 130 stopped by Ctrl-C.");
  for (const add of [addDataCommand, addIndexCommand, addTeachCommand, addEvaluateCommand]) {
    add(program, context);
  }
  return program;
}

/** Errors go to stderr; with `--json` the one object on stdout says it, too. */
function report(error: unknown, argv: readonly string[], io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const code = StarError.isInstance(error) ? error.code : "UNEXPECTED";
  const message = error instanceof Error ? error.message : String(error);
  const isDebugging = io.environment["DEBUG"] === "star" || code === "UNEXPECTED";
  io.note(`${code}: ${message}`);
  if (isDebugging && error instanceof Error && error.stack) io.note(error.stack);
  if (argv.includes("--json")) io.print(JSON.stringify({ error: { code, message } }));
  return code === "INVALID_ARGUMENT" ? EXIT.usage : EXIT.failure;
}
