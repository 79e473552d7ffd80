/**
 * Creates a project with the packed `create-langgraph-star`, installs the packed `langgraph-star` in it, and uses it as its README says:
 * `npm run verify:starter`, which builds first. Prints one JSON line per check and exits with 1 if one fails.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packPackage } from "./package/pack.js";
import { createProject, type Ended, runIn } from "./verify-package/consumer.js";

const STARTER = "packages/create-langgraph-star";
const folder = mkdtempSync(join(tmpdir(), "star-starter-"));
const parent = join(folder, "parent");
const project = join(parent, "my-shop");

function report(check: string, problems: readonly string[]): void {
  if (problems.length > 0) process.exitCode = 1;
  console.log(JSON.stringify({ check, passed: problems.length === 0, problems }));
}

/** Checks the exit code and the output of a program. */
function expectEnd(
  { code, stdout, stderr }: Ended,
  isRight: (output: string) => boolean,
  exit = 0,
) {
  const output = `${stdout}${stderr}`;
  return code === exit && isRight(output) ? [] : [`exit code ${code}: ${output}`];
}

/** Lines such as ` 1 ( 7)   12 copies  Title` with two different places. */
const hasMoved = (output: string) =>
  Array.from(output.matchAll(/^ *(\d+) \( *(\d+)\)/gm)).some(([, now, before]) => now !== before);

function findMissingGraphs(): string[] {
  const { graphs } = JSON.parse(readFileSync(join(project, "langgraph.json"), "utf8")) as {
    graphs: Readonly<Record<string, string>>;
  };
  return Object.values(graphs).filter((target) => {
    const [path = "", name = ""] = target.split(":");
    const file = join(project, path);
    return !existsSync(file) || !readFileSync(file, "utf8").includes(`export const ${name} =`);
  });
}

try {
  execFileSync("node_modules/.bin/tsc", ["-p", STARTER]);
  const starter = packPackage(STARTER, join(folder, "starter")).tarball;
  const star = packPackage(".", join(folder, "star")).tarball;
  createProject(parent);
  const create = () =>
    runIn(parent, "npx", ["--yes", `--package=${starter}`, "create-langgraph-star", "my-shop"]);
  report(
    "create",
    expectEnd(create(), (output) => output.includes("npm start")),
  );
  report(
    "create in a folder with files",
    expectEnd(create(), (output) => output.includes("is not empty"), 1),
  );
  // No scripts: compiling the neighbor search takes a minute, and exact search replaces it.
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  report(
    "install",
    expectEnd(runIn(project, "npm", ["install", ...flags, star]), () => true),
  );
  report(
    "types",
    expectEnd(runIn(project, "npm", ["run", "types"]), () => true),
  );
  report(
    "tests",
    expectEnd(
      runIn(project, "npm", ["test"]),
      (output) => /^# pass [1-9]/m.test(output) && /^# fail 0$/m.test(output),
    ),
  );
  report("start", expectEnd(runIn(project, "npm", ["start"]), hasMoved));
  const trace = runIn(project, "npx", ["star", "trace", "runs.jsonl", "--html", "runs.html"]);
  report(
    "trace page",
    expectEnd(trace, (output) => output.includes("Wrote 1 runs")),
  );
  report("graphs for Studio", findMissingGraphs());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
