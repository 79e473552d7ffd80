#!/usr/bin/env node
import { EXIT, type Io } from "./io.js";
import { run } from "./run.js";

const io: Io = {
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  isTerminal: process.stderr.isTTY,
  isColorful: process.stdout.isTTY && process.env["NO_COLOR"] === undefined,
  width: Math.min(process.stdout.columns ?? 100, 120),
  environment: process.env,
  listenForStop,
};

/** Ctrl-C asks to stop, and so does a service manager; a second time does not ask. */
function listenForStop(): AbortSignal {
  const stop = new AbortController();
  const askToStop = () => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write("\nFinishing what is under way. Press Ctrl-C again to stop at once.\n");
    stop.abort();
  };
  process.on("SIGINT", askToStop).on("SIGTERM", askToStop);
  return stop.signal;
}

// A reader such as `head` may close its end early; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.ok);
  throw error;
});
process.exitCode = await run(process.argv.slice(2), io);
