/** What must be right before a release. */
export interface ReleaseState {
  readonly version: string;
  /** Version of create-langgraph-star. */
  readonly starterVersion: string;
  /** `repository.url` of package.json. */
  readonly repository: string;
  readonly changelog: string;
  /** Names of the files in `.changeset`. */
  readonly changesets: readonly string[];
  /** What `git status --porcelain` prints. */
  readonly changedFiles: string;
}

/** Reasons against a release, each with what to do about it. */
export function findObstacles(state: ReleaseState): string[] {
  const { version, starterVersion, repository, changelog, changesets, changedFiles } = state;
  const pending = changesets.filter((name) => name.endsWith(".md") && name !== "README.md");
  return [
    ...(changedFiles.trim() === "" ? [] : ["The work tree has changes. Commit them."]),
    ...(pending.length === 0
      ? []
      : [`${pending.length} changesets are pending. Run: npm run release:version`]),
    ...(changelog.includes(`\n## ${version} (`)
      ? []
      : [`CHANGELOG.md has no section for ${version}. Run: npm run release:version`]),
    ...(starterVersion === version
      ? []
      : [
          `create-langgraph-star is ${starterVersion}, langgraph-star ${version}. Make them equal.`,
        ]),
    ...(repository.includes("placeholder")
      ? [
          `repository.url is ${repository}: provenance names the repository. Put the real one in both package.json files.`,
        ]
      : []),
  ];
}
