#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createProject } from "./create-project.js";
import { printable } from "./printable.js";
import { StarterError, usageError } from "./starter-error.js";

const HELP = `Usage: npm create langgraph-star FOLDER

Creates a recommender with langgraph-star: a teacher on a CSV of yours, with one agent and tool of your own.

Arguments:
  FOLDER         new or empty folder; "." is the current one

Options:
  -v, --version  print the version
  -h, --help     print this help (npm create langgraph-star -- --help)

Exit codes: 0 ok, 1 the project could not be written, 2 wrong arguments.

Example:
  $ npm create langgraph-star my-recommender`;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/** The text that the program prints. */
function run(argv: readonly string[]): string {
  const { values, positionals } = readArguments(argv);
  const { version } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  ) as { version: string };
  if (values.help) return HELP;
  if (values.version) return version;
  const [folder, ...others] = positionals;
  if (folder === undefined || folder === "") throw usageError("No folder is named.");
  if (others.length > 0) throw usageError(`${positionals.length} folders are named.`);
  const { name } = createProject(resolve(folder), version);
  const enter = folder === "." ? [] : [`  cd ${quoteForShell(folder)}`];
  return [
    `Created ${name} in ${printable(resolve(folder))}. Next:`,
    "",
    ...enter,
    "  npm install",
    "  npm start",
    "",
    "Its data are synthetic; README.md says how to use yours.",
  ].join("\n");
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error));
  }
}

function quoteForShell(folder: string): string {
  return /^[\w./@%+=:,-]+$/.test(folder) ? folder : printable(folder);
}

try {
  process.stdout.write(`${run(process.argv.slice(2))}\n`);
} catch (error) {
  if (!(error instanceof StarterError)) throw error;
  process.stderr.write(`${printable(error.message, "")}\n`);
  process.exitCode = error.exitCode;
}
