import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { listFiles } from "../../../files.js";
import { DIFFICULTIES } from "../../difficulty.js";
import { listTables } from "../formats/index.js";
import { linear } from "../formats/linear.js";
import { EXPORT_SPLITS } from "../formats/records.js";
import {
  CHAT_TEMPLATE,
  createConfigs,
  MANIFEST_FILE,
  type Manifest,
  printManifest,
} from "../manifest.js";
import { checksumOfFile } from "../../../checksum.js";
import type { DifficultyCounts } from "../prompt-rows.js";
import { RENDERINGS, type Rendering } from "../renderings.js";
import type { CheckedRecords } from "./check-records.js";
import { firstDifference } from "./first-difference.js";
import type { ProblemList } from "./problem.js";

interface FolderCheck {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly problems: ProblemList;
}

/** Measured content of an export's folder. */
interface Folder {
  /** Paths of the files in the folder. */
  readonly present: readonly string[];
  /** Measured entries of the files that the manifest lists. */
  readonly files: Manifest["files"];
  /** True if the manifest's digest is correct. If not, files that differ from the manifest are not reported as changed. */
  readonly isManifestIntact: boolean;
}

/** Checks the manifest's digest; if it is wrong, compares the entries with the files. */
export async function checkManifest(check: FolderCheck): Promise<Folder> {
  const { directory, manifest, problems } = check;
  const present = await listFiles(directory);
  const files = await measureListed(check, present);
  const printed = await readFile(join(directory, MANIFEST_FILE), "utf8");
  const isManifestIntact = printed === printManifest(manifest);
  const expected = isManifestIntact ? printed : printManifest({ ...manifest, files });
  addDifference(problems, { file: MANIFEST_FILE, expected, found: printed });
  if (manifest.template.sha256 !== CHAT_TEMPLATE.sha256) {
    const message = "the export uses another version of the chat template: export again";
    problems.add({ file: MANIFEST_FILE, row: null, id: null, byte: null, message });
  }
  return { present, files, isManifestIntact };
}

/** Checks the configuration files, and compares all files with the manifest's entries. */
export async function checkFolder(check: FolderCheck, folder: Folder): Promise<void> {
  const { directory, manifest, problems } = check;
  for (const [file, expected] of Object.entries(createConfigs(manifest))) {
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

function addDifference(problems: ProblemList, { file, expected, found }: Texts): void {
  const difference = firstDifference(expected, found);
  if (difference === undefined) return;
  const { byte } = difference;
  const message = `the file differs at byte ${byte}: expected ${difference.expected}, found ${difference.found}`;
  problems.add({ file, row: null, id: null, byte, message });
}

/** Yields unlisted, missing and changed files, each with a message. */
function* compareLists(
  manifest: Manifest,
  { present, files, isManifestIntact }: Folder,
): Generator<[file: string, message: string]> {
  for (const file of present) {
    const isListed = file === MANIFEST_FILE || file in manifest.files;
    if (!isListed) yield [file, "the file is not listed in the manifest"];
  }
  for (const [file, expected] of Object.entries(manifest.files)) {
    const found = files[file];
    if (!present.includes(file)) yield [file, "the file is missing"];
    else if (!isManifestIntact || found === undefined) continue;
    else if (found.bytes !== expected.bytes)
      yield [file, `expected ${expected.bytes} bytes, found ${found.bytes}`];
    else if (found.sha256 !== expected.sha256)
      yield [file, "its checksum differs from the manifest"];
  }
}

async function measureListed(
  { directory, manifest }: FolderCheck,
  present: readonly string[],
): Promise<Manifest["files"]> {
  const files: Manifest["files"] = {};
  for (const [file, expected] of Object.entries(manifest.files)) {
    const isPresent = present.includes(file);
    files[file] = isPresent
      ? { ...expected, ...(await checksumOfFile(join(directory, file))) }
      : expected;
  }
  return files;
}

interface CountCheck {
  readonly manifest: Manifest;
  readonly problems: ProblemList;
  readonly examples: CheckedRecords;
  readonly prompts: CheckedRecords;
  readonly pairs: CheckedRecords;
  /** Counts of the prompts of the training split. */
  readonly difficulties: DifficultyCounts;
  /** Counts of the examples. */
  readonly renderings: Readonly<Record<Rendering, number>>;
}

/** The files of linear text. */
export const REFERENCE_FILES = listTables(linear).map(({ files }) => files.train);

type CountComparison = readonly [name: string, expected: number, found: number];

/** Compares the manifest's counts with the rows, unless linear text has a problem: then its rows may not be countable. */
export function checkCounts(check: CountCheck): void {
  if (REFERENCE_FILES.some((file) => check.problems.has(file))) return;
  for (const [name, expected, found] of compareCounts(check)) {
    if (expected === found) continue;
    const message = `the manifest states ${expected} ${name}, found ${found}`;
    check.problems.add({ file: MANIFEST_FILE, row: null, id: null, byte: null, message });
  }
}

function compareCounts(check: CountCheck): CountComparison[] {
  const { counts, files } = check.manifest;
  const kinds = ["examples", "prompts", "pairs"] as const;
  const rows = Object.assign({}, ...kinds.map((kind) => check[kind].rows));
  return [
    ...RENDERINGS.map((rendering): CountComparison => [
      `${rendering} rows`,
      counts.rows[rendering],
      check.renderings[rendering],
    ]),
    ...kinds.flatMap((kind) =>
      EXPORT_SPLITS.map((split): CountComparison => [
        `${split} ${kind}`,
        counts[kind][split],
        check[kind].counts[split],
      ]),
    ),
    ...([...DIFFICULTIES, "unknown"] as const).map((name): CountComparison => [
      `train prompts with difficulty "${name}"`,
      counts.difficulties[name],
      check.difficulties[name],
    ]),
    ...Object.keys(rows).map((path): CountComparison => [
      `rows in ${path}`,
      files[path]?.rows ?? 0,
      Number(rows[path]),
    ]),
  ];
}
