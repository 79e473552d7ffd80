import type { Difficulties } from "../export/mix-prompts.js";
import { MANIFEST_FILE, type Manifest } from "../export/manifest.js";
import { DIFFICULTIES, EXPORT_SPLITS } from "../formats/records.js";
import { listTables } from "../formats/index.js";
import { linear } from "../formats/linear.js";
import type { CheckedRecords } from "./check-records.js";
import type { Problems } from "./problem.js";

interface CountCheck {
  readonly manifest: Manifest;
  readonly problems: Problems;
  readonly examples: CheckedRecords;
  readonly prompts: CheckedRecords;
  readonly pairs: CheckedRecords;
  /** Of the prompts of the training side. */
  readonly difficulties: Difficulties;
}

const GOLDEN = listTables(linear).map(({ files }) => files.train);

type Claim = readonly [what: string, claimed: number, found: number];

/** Holds what the manifest counts against what there is, unless rows could not be read, and so not be counted. */
export function checkCounts(check: CountCheck): void {
  if (GOLDEN.some((file) => check.problems.has(file))) return;
  for (const [what, claimed, found] of listClaims(check)) {
    if (claimed === found) continue;
    const message = `it says that there are ${claimed} ${what}, and there are ${found}`;
    check.problems.add({ file: MANIFEST_FILE, row: null, id: null, byte: null, message });
  }
}

function listClaims(check: CountCheck): Claim[] {
  const { counts, files } = check.manifest;
  const kinds = ["examples", "prompts", "pairs"] as const;
  const rows = Object.assign({}, ...kinds.map((kind) => check[kind].rows));
  const { train, validation } = check.examples.counts;
  return [
    ["trajectories kept", counts.verdicts.kept, train + validation],
    ...kinds.flatMap((kind) =>
      EXPORT_SPLITS.map((split): Claim => [
        `${split} ${kind}`,
        counts[kind][split],
        check[kind].counts[split],
      ]),
    ),
    ...([...DIFFICULTIES, "unknown"] as const).map((name): Claim => [
      `train prompts of the difficulty "${name}"`,
      counts.difficulties[name],
      check.difficulties[name],
    ]),
    ...Object.keys(rows).map((path): Claim => [
      `rows in ${path}`,
      files[path]?.rows ?? 0,
      Number(rows[path]),
    ]),
  ];
}
