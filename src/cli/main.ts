#!/usr/bin/env node
import { inspect } from "node:util";
import { StarError } from "../errors.js";
import { toFileError } from "../file-error.js";
import { terminalText } from "../text/terminal-text.js";
import { EXIT, type Io } from "./io.js";
import { run } from "./run.js";

const io: Io = {
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  warn: (text) => process.stderr.write(`${text}\n`),
  isQuiet: false,
  isTerminal: process.stderr.isTTY,
  isColorful: process.stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "",
  width: Math.min(process.stdout.columns ?? 100, 120),
  environment: process.env,
  listenForInterrupt,
};

/** The first SIGINT or SIGTERM aborts the signal; a second one exits at once. */
function listenForInterrupt(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write("\nFinishing the work in progress. Press Ctrl-C again to exit at once.\n");
    controller.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return controller.signal;
}

// A reader such as `head` may close the pipe early; that is not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.ok);
  throw toFileError(error, { path: "the standard output", action: "write" });
});
// Errors of streams and timers that no command catches. Node would print them unescaped.
process.on("uncaughtException", (error) => {
  const text = StarError.isInstance(error)
    ? `${error.code}: ${error.message}`
    : `UNEXPECTED: ${inspect(error)}`;
  process.stderr.write(`${terminalText(text)}\n`);
  process.exit(EXIT.failure);
});
process.exitCode = await run(process.argv.slice(2), io);
// Requests of runs that were given up may still be open, and would keep the process alive.
if (process.exitCode === EXIT.interrupted) process.exit();
