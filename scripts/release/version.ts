/**
 * `npm run release:version`: raises the versions as the changesets say, and dates the changelog. The versions of langgraph-star and
 * create-langgraph-star are always equal. A package.json whose version has no section in the changelog yet, such as the first one,
 * keeps it. Commit the result, then `npm run release`.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { releaseChangelog } from "./changelog.js";

const STARTER = "packages/create-langgraph-star/package.json";
const readVersion = () => (JSON.parse(readFileSync("package.json", "utf8")) as Versioned).version;

interface Versioned {
  readonly version: string;
}

const isPending = readdirSync(".changeset").some(
  (name) => name.endsWith(".md") && name !== "README.md",
);
const changelog = readFileSync("CHANGELOG.md", "utf8");
const isReleased = changelog.includes(`\n## ${readVersion()} (`);
if (isReleased && !isPending) throw new Error("There is no changeset. Run: npm run changeset");
if (isReleased)
  execFileSync("npm", ["run", "-s", "changeset", "--", "version"], { stdio: "inherit" });
const version = readVersion();
const day = new Date().toISOString().slice(0, "2026-12-01".length);
writeFileSync("CHANGELOG.md", releaseChangelog(changelog, version, day));
const starter = JSON.parse(readFileSync(STARTER, "utf8")) as Versioned;
writeFileSync(STARTER, `${JSON.stringify({ ...starter, version }, null, 2)}\n`);
execFileSync("npm", ["install", "--package-lock-only", "--ignore-scripts"], { stdio: "inherit" });
console.log(`Version ${version}. Commit this, then: npm run release`);
