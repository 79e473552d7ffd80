import { existsSync } from "node:fs";
import type { Command } from "commander";
import { packageVersion } from "../../evaluation/report.js";
import { isRecord } from "../../json.js";
import { type Context, EXIT, printResult } from "../io.js";
import { checkPackages, type PackageCheck } from "../packages/check-packages.js";
import { findVersion, readManifest } from "../packages/find-package.js";

const EXAMPLES = `
Exit code 1 if Node is too old, or a package is installed and cannot be loaded.

Example:
  $ star doctor`;

/** Where the command runs, and what is installed there. */
interface Diagnosis {
  readonly version: string;
  readonly node: { readonly version: string; readonly needed: string; readonly isOk: boolean };
  /** The packages that are always needed, by name; null if one is missing. */
  readonly needed: Readonly<Record<string, string | null>>;
  readonly optional: readonly PackageCheck[];
  readonly dataDir: { readonly path: string; readonly exists: boolean } | null;
}

/** Adds `star doctor`. */
export function addDoctorCommand(program: Command, context: Context): void {
  const { io } = context;
  program
    .command("doctor")
    .description("Say what is installed, what is missing for which feature, and how to install it")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action(async ({ json }: { readonly json?: boolean }) => {
      const diagnosis = await diagnose(io.environment["STAR_DATA_DIR"]);
      printResult(io, { json, value: diagnosis, text: () => describe(diagnosis) });
      if (!isHealthy(diagnosis)) context.exitCode = EXIT.failure;
    });
}

async function diagnose(dataDir: string | undefined): Promise<Diagnosis> {
  const { node } = process.versions;
  const needed = neededNode();
  return {
    version: packageVersion(),
    node: { version: node, needed, isOk: isAtLeast(node, needed) },
    needed: Object.fromEntries(
      ["@langchain/core", "@langchain/langgraph"].map((name) => [name, findVersion(name) ?? null]),
    ),
    optional: await checkPackages(),
    dataDir: dataDir === undefined ? null : { path: dataDir, exists: existsSync(dataDir) },
  };
}

/** The range of Node versions in the package.json of this package, such as `>=20.19`. */
function neededNode(): string {
  // It is three levels up from `src/cli/commands` and from `dist/cli/commands`.
  const { engines } = readManifest(new URL("../../../package.json", import.meta.url));
  return isRecord(engines) ? String(engines["node"]) : "any";
}

/** Compares the first two numbers of versions such as `20.19` or `>=20.19`. */
function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = numbersOf(version);
  const [leastMajor = 0, leastMinor = 0] = numbersOf(least);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

const numbersOf = (version: string) => (version.match(/\d+/g) ?? []).map(Number);

const isHealthy = ({ node, needed, optional }: Diagnosis) =>
  node.isOk &&
  Object.values(needed).every((version) => version !== null) &&
  optional.every(({ problem }) => problem === null);

function describe({ version, node, needed, optional, dataDir }: Diagnosis): string {
  const missing = optional.filter((one) => one.version === null);
  const rows = [
    ["langgraph-star", version, ""],
    ["Node", node.version, node.isOk ? "" : `too old: ${node.needed} is needed`],
    ...Object.entries(needed).map(([name, found]) => [name, found ?? "missing", ""]),
    ...optional.map(({ name, version: found, purpose, problem }) => [
      name,
      found ?? "missing",
      problem === null ? `to ${purpose}` : `cannot be loaded: ${problem}`,
    ]),
    [
      "STAR_DATA_DIR",
      dataDir === null ? "not set" : dataDir.exists ? "found" : "missing",
      dataDir?.path ?? "folder of datasets, in place of --data-dir",
    ],
  ];
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = [width(0), width(1)];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  if (missing.length === 0) return lines.join("\n");
  const names = missing.map(({ name }) => name).join(" ");
  return [...lines, "", `Install what is missing with: npm install ${names}`].join("\n");
}
