/**
 * `npm run release`: publishes langgraph-star and create-langgraph-star with provenance, which npm writes in the CI of GitHub and GitLab
 * only. Checks first what `findObstacles` lists, then both tarballs; `prepublishOnly` runs all other checks. A package whose version is
 * on the registry already is left out, so that a release that was cut off is completed by the same command. `--dry-run` publishes
 * nothing and needs no provenance.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { findObstacles } from "./find-obstacles.js";

const STARTER = "packages/create-langgraph-star";
const isDryRun = process.argv.includes("--dry-run");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly repository: { readonly url: string };
}

const readManifest = (folder: string) =>
  JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as Manifest;
const run = (program: string, ...options: readonly string[]) =>
  execFileSync(program, options, { stdio: "inherit" });

function isPublished({ name, version }: Manifest): boolean {
  const { status, stdout } = spawnSync("npm", ["view", `${name}@${version}`, "version"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 && stdout.trim() === version;
}

const [star, starter] = [readManifest("."), readManifest(STARTER)];
const obstacles = findObstacles({
  version: star.version,
  starterVersion: starter.version,
  repository: star.repository.url,
  changelog: readFileSync("CHANGELOG.md", "utf8"),
  changesets: readdirSync(".changeset"),
  changedFiles: execFileSync("git", ["status", "--porcelain"], { encoding: "utf8" }),
});
for (const obstacle of obstacles) console.error(obstacle);
if (obstacles.length > 0 && !isDryRun) process.exit(1);

run("npm", "run", "verify:package");
run("npx", "tsx", "scripts/verify-starter.ts");
if (isDryRun) {
  run("npm", "publish", "--dry-run", "--no-provenance");
  run("npm", "publish", "--dry-run", "--no-provenance", `./${STARTER}`);
} else {
  // `changeset publish` also tags the commit. It leaves out what is published.
  run("npm", "run", "-s", "changeset", "--", "publish");
  if (!isPublished(starter)) run("npm", "publish", `./${STARTER}`);
}
