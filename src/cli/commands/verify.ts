import type { Command } from "commander";
import type { Problem } from "../../distill/export/verify/problem.js";
import { verifyExport } from "../../distill/export/verify/verify-export.js";
import type { VerifyReport } from "../../distill/export/verify/check-export.js";
import { type Context, EXIT, printResult } from "../io.js";

const EXAMPLES = `
Reads every file as its trainer would, renders it again and compares it with the linear format, byte for
byte; checks masks, tool schemas, ids, splits, leaks and checksums. The exit code is 1 if anything differs.

Example:
  $ star verify export`;

/** Adds `star verify`. */
export function addVerifyCommand(program: Command, context: Context): void {
  const { io } = context;
  program
    .command("verify")
    .description("Check that all formats of an export contain the same training text")
    .argument("<dir>", "folder written by star export")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action(async (directory: string, { json }: { readonly json?: boolean }) => {
      const report = await verifyExport({ directory });
      if (!report.ok) context.exitCode = EXIT.failure;
      printResult(io, { json, value: report, text: () => describe(report) });
    });
}

function describe({ directory, ok, formats, files, rows, problems, problemsInAll }: VerifyReport) {
  const { examples, prompts, pairs } = rows;
  const counts = `${examples} examples, ${prompts} prompts and ${pairs} pairs`;
  if (ok) {
    return `${directory} is valid: ${files} files (${formats.join(", ")}) with ${counts} are equal byte for byte.`;
  }
  const more = problemsInAll - problems.length;
  return [
    `${directory} has ${problemsInAll} problems:`,
    ...problems.map(describeProblem),
    ...(more > 0 ? [`... and ${more} more in these files.`] : []),
  ].join("\n");
}

function describeProblem({ file, row, id, message }: Problem): string {
  const position = row === null ? "" : `, row ${row}`;
  const name = id === null ? "" : ` (${id})`;
  return `${file}${position}${name}: ${message}`;
}
