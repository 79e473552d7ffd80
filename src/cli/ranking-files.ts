import { type RankingPolicy, readRankingPolicy } from "../evaluation/rankings/ranking-policy.js";
import type { PreparedData } from "./prepare.js";

/** A file of rankings that `--policy` names. */
interface RankingFile {
  /** Name of the policy in reports. */
  readonly name: string;
  readonly file: string;
}

/** Parses `file:PATH` or `NAME=file:PATH`; undefined for any other policy. */
export function parseRankingFile(policy: string): RankingFile | undefined {
  const [, name = policy, file] = /^(?:([^=:]+)=)?file:(.+)$/s.exec(policy) ?? [];
  return file === undefined ? undefined : { name, file };
}

/** The name of a policy in reports: `NAME` for `NAME=file:PATH`, else what `--policy` has. */
export function reportNameOf(policy: string): string {
  return parseRankingFile(policy)?.name ?? policy;
}

/**
 * Reads the files of rankings among the policies.
 *
 * @returns By the name in reports.
 */
export async function readRankingFiles(
  policies: readonly string[],
  { tasks, dataset }: Pick<PreparedData, "tasks" | "dataset">,
): Promise<ReadonlyMap<string, RankingPolicy>> {
  const read = new Map<string, RankingPolicy>();
  for (const policy of policies) {
    const parsed = parseRankingFile(policy);
    if (parsed === undefined) continue;
    read.set(parsed.name, await readRankingPolicy({ ...parsed, tasks, items: dataset.items }));
  }
  return read;
}
