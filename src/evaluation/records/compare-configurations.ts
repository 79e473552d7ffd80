import { StarError } from "../../errors.js";
import type { RecordContent } from "./read-records.js";
import type { Configuration } from "./record-lines.js";

/** What determines the records of an evaluation, and those of each of its policies. */
interface Configurations {
  readonly configuration: Configuration;
  readonly policies: ReadonlyMap<string, Configuration>;
}

/**
 * Checks that the records of a file are of the same evaluation. Policies may be added or left out.
 *
 * @throws {StarError} `FILE_EXISTS` with everything that differs.
 */
export function assertSameConfiguration(
  path: string,
  kept: Pick<RecordContent, "configuration" | "policies">,
  { configuration, policies }: Configurations,
): void {
  if (kept.configuration === undefined) return;
  const differences = [
    ...differencesOf(kept.configuration, configuration),
    ...[...policies].flatMap(([policy, own]) =>
      differencesOf(kept.policies.get(policy) ?? own, own).map((text) => `${policy}: ${text}`),
    ),
  ];
  if (differences.length === 0) return;
  throw new StarError("FILE_EXISTS", {
    message: `${path} has records of another evaluation: ${differences.join("; ")}. It was not changed.`,
    remedy:
      "Choose another folder with --out, repeat the command that wrote it, or delete the file to start over.",
    fields: { path, differences: differences.join("; ") },
  });
}

/** What differs between two configurations: `seed 1, now 2`. */
export function differencesOf(
  kept: Configuration,
  now: Configuration,
  separator = ", now ",
): string[] {
  const names = new Set([...Object.keys(kept), ...Object.keys(now)]);
  return [...names].flatMap((name) => {
    const [before, after] = [JSON.stringify(kept[name]), JSON.stringify(now[name])];
    return before === after
      ? []
      : [`${name} ${before ?? "not given"}${separator}${after ?? "not given"}`];
  });
}
