import type { Command } from "commander";
import type { Problem } from "../../distill/export/verify/problem.js";
import { verifyExport } from "../../distill/export/verify/verify-export.js";
import type { VerifyReport } from "../../distill/export/verify/check-export.js";
import { assertFile } from "../exporting.js";
import { type Context, EXIT, printResult } from "../io.js";

const EXAMPLES = `
Reads every file as its trainer would, renders it again and compares it with the linear format, byte for
byte; checks masks, tool schemas, ids, splits, leaks and checksums. With --in it also checks provenance: every
trained text is the output of a recorded model call, and everything before it is the input of that call,
message by message, and counts trajectories, calls, samples and tokens again. Rows for a student with another
template are rendered again by Python. The exit code is 1 if anything differs.

Examples:
  $ star verify export
  $ star verify export --in trajectories.jsonl`;

/** Adds `star verify`. */
export function addVerifyCommand(program: Command, context: Context): void {
  const { io } = context;
  program
    .command("verify")
    .description("Check that all formats of an export contain the same training text")
    .argument("<dir>", "folder written by star export")
    .option("--in <file>", "the exported trajectory file, to check provenance")
    .option("--pairs-from <file>", "the file of rejected answers, if the export has one")
    .option("--python <path>", "Python that renders the student's template", "python3")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action(async (directory: string, flags: VerifyFlags) => {
      const { in: path, pairsFrom, python, json } = flags;
      for (const file of [path, pairsFrom]) if (file !== undefined) assertFile(file);
      const report = await verifyExport({
        directory,
        python,
        ...(path && { trajectories: path }),
        ...(pairsFrom && { pairsFrom }),
      });
      if (!report.ok) context.exitCode = EXIT.failure;
      printResult(io, { json, value: report, text: () => describe(report) });
    });
}

interface VerifyFlags {
  readonly in?: string;
  readonly pairsFrom?: string;
  readonly python: string;
  readonly json?: boolean;
}

function describe(report: VerifyReport): string {
  const { directory, ok, formats, files, rows, provenance, skipped, problems, problemsInAll } =
    report;
  const { examples, prompts, pairs } = rows;
  const counts = `${examples} examples, ${prompts} prompts and ${pairs} pairs`;
  if (ok) {
    const valid = `${directory} is valid: ${files} files (${formats.join(", ")}) with ${counts} are equal byte for byte.`;
    const nothing = examples === 0 ? ["It has no examples: no trained reply was compared."] : [];
    const lines = [valid, ...nothing, ...skipped.map((reason) => `Not checked: ${reason}`)];
    if (provenance === null || examples === 0) return lines.join("\n");
    return `${lines.join("\n")}\nProvenance: ${provenance.rows} rows were compared with the trajectories; ${provenance.replies} trained replies equal the output of a model call, and the messages before each equal the input of that call.`;
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
