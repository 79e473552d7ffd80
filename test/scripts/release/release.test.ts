import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { releaseChangelog } from "../../../scripts/release/changelog.js";
import { findObstacles } from "../../../scripts/release/find-obstacles.js";

const CHANGELOG =
  "# Changelog\n\nFormat.\n\n## Unreleased\n\n### Added\n\n- A.\n\n## 0.1.0 (2026-01-01)\n\n- B.\n";

describe("releaseChangelog", () => {
  it("dates what is unreleased, below an empty section", () => {
    expect(releaseChangelog(CHANGELOG, "0.2.0", "2026-12-01")).toBe(
      "# Changelog\n\nFormat.\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n### Added\n\n- A.\n\n## 0.1.0 (2026-01-01)\n\n- B.\n",
    );
  });

  it("refuses a changelog in which nothing is new", () => {
    const released = releaseChangelog(CHANGELOG, "0.2.0", "2026-12-01");
    expect(() => releaseChangelog(released, "0.3.0", "2026-12-02")).toThrow("is empty");
    expect(() => releaseChangelog("# Changelog\n", "0.3.0", "2026-12-02")).toThrow(
      "has no section",
    );
  });

  it("reads the changelog of this package", () => {
    const text = readFileSync("CHANGELOG.md", "utf8");
    expect(releaseChangelog(text, "9.9.9", "2026-12-01")).toContain("\n## 9.9.9 (2026-12-01)\n");
  });
});

describe("findObstacles", () => {
  const ready = {
    version: "0.1.0",
    starterVersion: "0.1.0",
    repository: "https://example.com/star.git",
    changelog: CHANGELOG,
    changesets: ["README.md", "config.json"],
    changedFiles: "",
  };

  it("finds none in a release that is ready", () => expect(findObstacles(ready)).toEqual([]));

  it.each([
    { change: { changedFiles: " M a\n" }, found: "The work tree has changes" },
    { change: { changesets: ["calm-owls.md"] }, found: "1 changesets are pending" },
    { change: { starterVersion: "0.0.9" }, found: "create-langgraph-star is 0.0.9" },
    { change: { repository: "https://example.com/placeholder" }, found: "provenance names" },
    { change: { changelog: "## Unreleased\n" }, found: "no section for 0.1.0" },
  ])("finds $found", ({ change, found }) => {
    expect(findObstacles({ ...ready, ...change })).toEqual([expect.stringContaining(found)]);
  });
});

describe("package.json", () => {
  it.each([".", "packages/create-langgraph-star"])("publishes %s with provenance", (folder) => {
    const { publishConfig } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    expect(publishConfig).toEqual({ access: "public", provenance: true });
  });
});
