/**
 * Installs the package from its tarball into an empty folder, as its users do, and uses it there: `npm run verify:package`, which builds
 * first. `STAR_NODES` names further versions of Node or programs, separated like `PATH`: `STAR_NODES=20.19.0:26.10.0`. Prints one JSON line per check and exits with 1 if one fails.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { packPackage } from "./package/pack.js";
import { checkCommands, checkServers } from "./verify-package/check-commands.js";
import { compile, initTypeScript, MODE_NAMES, type Mode } from "./verify-package/check-types.js";
import { createProject, install, pinned, runIn } from "./verify-package/consumer.js";
import { findNode } from "./verify-package/find-node.js";

const OWN = ["project", "langgraph-star"];
const PEERS = ["@langchain/core", "@langchain/langgraph"];
/** A program with the imports of LangChain that the declarations of this package have. */
const PEERS_ALONE = `import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { StructuredToolInterface } from "@langchain/core/tools";
import type { BaseTracer } from "@langchain/core/tracers/base";
import type { CompiledStateGraph, StateSchema } from "@langchain/langgraph";

export type Used = [BaseChatModel, StructuredToolInterface, BaseTracer, CompiledStateGraph<unknown, unknown>, StateSchema<never>];
`;

const folder = mkdtempSync(join(tmpdir(), "star-verify-"));
const project = join(folder, "project");
const named = (process.env["STAR_NODES"] ?? "").split(delimiter).filter((name) => name !== "");

function report(check: string, problems: readonly string[], details: object = {}): void {
  if (problems.length > 0) process.exitCode = 1;
  console.log(JSON.stringify({ check, passed: problems.length === 0, problems, ...details }));
}

/** Type-checks the program, and the peer dependencies alone: errors in their declarations are theirs if both have them. */
function checkTypes(mode: Mode): void {
  const ours = compile(project, "every-subpath.mts", mode);
  const alone = compile(project, "peers.mts", mode);
  const count = (errors: ReadonlyMap<string, readonly string[]>) =>
    Object.fromEntries(Array.from(errors, ([name, lines]) => [name, lines.length]));
  const fromUs = OWN.flatMap((name) => ours.get(name) ?? []);
  const added = Array.from(ours).flatMap(([name, lines]) =>
    OWN.includes(name) ? [] : lines.filter((line) => !alone.get(name)?.includes(line)),
  );
  report(`types under ${mode}`, fromUs, {
    errorsOfPeersAlone: count(alone),
    errorsOnlyInFilesThatWeImport: added,
  });
}

try {
  const { tarball, root } = packPackage(".", join(folder, "star"));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  createProject(project);
  install(project, [tarball, ...[...PEERS, "typescript", "@types/node"].map(pinned)]);
  initTypeScript(project);
  copyFileSync("scripts/verify-package/every-subpath.mts", join(project, "every-subpath.mts"));
  writeFileSync(join(project, "peers.mts"), PEERS_ALONE);
  for (const mode of MODE_NAMES) checkTypes(mode);
  const further = named.map((name) => findNode(name, folder));
  for (const node of [process.execPath, ...further]) {
    const { stdout: nodeVersion } = runIn(project, node, ["--version"]);
    const { code, stdout, stderr } = runIn(project, node, ["nodenext/every-subpath.mjs"]);
    const isRight = code === 0 && stdout.trim() === "ranked 20 items";
    report(`every subpath on Node ${nodeVersion.trim()}`, isRight ? [] : [stdout + stderr]);
    report(`servers without packages on Node ${nodeVersion.trim()}`, checkServers(project, node));
    report(`commands on Node ${nodeVersion.trim()}`, checkCommands(project, node, version));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
