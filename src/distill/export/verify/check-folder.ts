import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { listFiles } from "../../../files.js";
import { listTables } from "../formats/index.js";
import { linear } from "../formats/linear.js";
import { DIFFICULTIES, EXPORT_SPLITS } from "../formats/records.js";
import { MANIFEST_FILE, type Manifest, configsOf, printManifest, TEMPLATE } from "../manifest.js";
import type { Difficulties } from "../prompt-rows.js";
import type { CheckedRecords } from "./check-records.js";
import { firstDifference } from "./first-difference.js";
import type { Problems } from "./problem.js";

interface FolderCheck {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly problems: Problems;
}

/** What there is, beside what the manifest says of it. */
export interface Folder {
  /** The files in the folder. */
  readonly present: readonly string[];
  /** What the manifest should say of the files that it lists. */
  readonly files: Manifest["files"];
  /** Whether the manifest is as it was written. Whoever changes it breaks its digest: it is then to blame, and not the files. */
  readonly isOwn: boolean;
}

/** Holds the manifest against its own digest, and against the files that it lists where that does not fit. */
export async function checkManifest(check: FolderCheck): Promise<Folder> {
  const { directory, manifest, problems } = check;
  const present = await listFiles(directory);
  const files = await measureListed(check, present);
  const printed = await readFile(join(directory, MANIFEST_FILE), "utf8");
  const isOwn = printed === printManifest(manifest);
  const whole = isOwn ? printed : printManifest({ ...manifest, files });
  addDifference(problems, { file: MANIFEST_FILE, expected: whole, found: printed });
  if (manifest.template.sha256 !== TEMPLATE.sha256) {
    const message = "it was rendered by another chat template: export again";
    problems.add({ file: MANIFEST_FILE, row: null, id: null, byte: null, message });
  }
  return { present, files, isOwn };
}

/** Holds configurations against those that follow from the manifest, and all files against its list. */
export async function checkFolder(check: FolderCheck, folder: Folder): Promise<void> {
  const { directory, manifest, problems } = check;
  for (const [file, expected] of Object.entries(configsOf(manifest))) {
    if (!folder.present.includes(file)) continue;
    const found = await readFile(join(directory, file), "utf8");
    addDifference(problems, { file, expected, found });
  }
  for (const [file, message] of compareLists(manifest, folder)) {
    if (!problems.has(file)) problems.add({ file, row: null, id: null, byte: null, message });
  }
}

interface Texts {
  readonly file: string;
  readonly expected: string;
  readonly found: string;
}

function addDifference(problems: Problems, { file, expected, found }: Texts): void {
  const difference = firstDifference(expected, found);
  if (difference === undefined) return;
  const { byte } = difference;
  const message = `the file differs at byte ${byte}: expected ${difference.expected}, found ${difference.found}`;
  problems.add({ file, row: null, id: null, byte, message });
}

/** Files that are too many, missing or changed, each with what is wrong. What the rows said already is not told twice. */
function* compareLists(
  manifest: Manifest,
  { present, files, isOwn }: Folder,
): Generator<[file: string, message: string]> {
  for (const file of present) {
    const isListed = file === MANIFEST_FILE || file in manifest.files;
    if (!isListed) yield [file, "the manifest does not list it"];
  }
  for (const [file, claimed] of Object.entries(manifest.files)) {
    const found = files[file];
    if (!present.includes(file)) yield [file, "the file is missing"];
    else if (!isOwn || found === undefined) continue;
    else if (found.bytes !== claimed.bytes)
      yield [file, `it has not ${claimed.bytes} bytes but ${found.bytes}`];
    else if (found.sha256 !== claimed.sha256) yield [file, "its checksum is not the manifest's"];
  }
}

async function measureListed(
  { directory, manifest }: FolderCheck,
  present: readonly string[],
): Promise<Manifest["files"]> {
  const files: Manifest["files"] = {};
  for (const [file, claimed] of Object.entries(manifest.files)) {
    const isThere = present.includes(file);
    files[file] = isThere ? { ...claimed, ...(await measure(join(directory, file))) } : claimed;
  }
  return files;
}

async function measure(path: string) {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

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
