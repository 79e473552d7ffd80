#!/usr/bin/env node
import { EXIT, type Io } from "./io.js";
import { run } from "./run.js";

const stop = new AbortController();
process.on("SIGINT", () => {
  if (stop.signal.aborted) process.exit(EXIT.interrupted);
  stop.abort(new Error("Stopped."));
});

const io: Io = {
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  isTerminal: process.stderr.isTTY,
  environment: process.env,
  signal: stop.signal,
};
// A reader such as `head` may close its end early; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.ok);
  throw error;
});
process.exitCode = await run(process.argv.slice(2), io);
