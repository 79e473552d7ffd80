import { mapInOrder } from "../../concurrency.js";
import { onWrite } from "../../file-error.js";
import { type Batch, readBatches } from "./batches.js";
import { createEncoders } from "./encoders.js";
import { createFileSet, type FileSet } from "./file-set.js";
import { selectFormats } from "./formats/index.js";
import { linear } from "./formats/linear.js";
import {
  createConfigs,
  EXPORT_FORMAT,
  MANIFEST_FILE,
  printManifest,
  type Manifest,
  CHAT_TEMPLATE,
} from "./manifest.js";
import { describePairFile, openPairFile, type PairFile } from "./pairs/pair-file.js";
import { checksumOfFile } from "../../checksum.js";
import { writePrompts } from "./prompt-rows.js";
import { encodeLines, writeText } from "./row-file.js";
import { resolveExportSettings } from "./resolve-settings.js";
import type { ExportOptions } from "./export-options.js";
import type { ExportSettings } from "./settings.js";
import { createStagingFolder } from "./staging-folder.js";
import { checkTemplate } from "./student/render-rows.js";
import { type StudentRows, writeStudentRows } from "./student/write-student-rows.js";
import { createExportTotals, type ExportTotals } from "./totals.js";

/** The implementation of `exportTrajectories`. */
export function writeExport(options: ExportOptions): Promise<Manifest> {
  // Errors of the input already have their path.
  return onWrite(options.directory, writeFolder(options));
}

async function writeFolder(options: ExportOptions): Promise<Manifest> {
  const { directory, meter } = options;
  const isCounted = meter !== undefined;
  const { student } = options;
  const settings = resolveExportSettings(options);
  if (student !== undefined) await checkTemplate(student);
  const { pairsFrom } = options;
  let pairFile: PairFile | undefined;
  const folder = await createStagingFolder(directory);
  try {
    if (pairsFrom !== undefined) pairFile = await openPairFile(pairsFrom);
    const files = createFileSet(folder.path);
    const state = { settings, files, pairFile, totals: createExportTotals() };
    await writeBatches(options, state);
    const input = await checksumOfFile(options.path);
    const rendered = student && (await writeStudentRows(folder.path, student));
    const rest = { ...state, isCounted, input, rendered };
    const manifest = await writeRemainingFiles(folder.path, rest);
    await folder.commit();
    return manifest;
  } catch (error) {
    await folder.discard().catch(() => {}); // The error is the cause, and says more.
    throw error;
  } finally {
    await pairFile?.close();
  }
}

interface ExportState {
  readonly settings: ExportSettings;
  readonly files: FileSet;
  readonly totals: ExportTotals;
  readonly pairFile: PairFile | undefined;
}

/** Writes the rows that depend on the samples of one task only. */
async function writeBatches(
  { path, meter, threads = 0, signal, onProgress }: ExportOptions,
  { settings, files, totals, pairFile }: ExportState,
): Promise<void> {
  const encoders = createEncoders({ settings, meter, threads });
  const encode = async (batch: Batch) => {
    const { length } = batch.bytes;
    return { length, encoded: await encoders.encode(batch) };
  };
  try {
    let bytes = 0;
    // One batch per thread, and one for the first thread that finishes. More would take memory while they wait for their turn.
    const lookahead = threads + 1;
    const batches = readBatches(path, { pairFile });
    for await (const { encoded, length } of mapInOrder(batches, encode, { lookahead })) {
      signal?.throwIfAborted();
      const lines = totals.add(encoded).map(({ line }) => line);
      const { files: paths, encoding } = linear.prompts;
      const prompts = { count: lines.length, bytes: encodeLines(lines, encoding) };
      await files.append({ path: paths.train, ...prompts });
      for (const chunk of encoded.chunks) await files.append(chunk);
      bytes += length;
      onProgress?.({ read: totals.trajectories(), bytes });
    }
  } finally {
    await encoders.close();
  }
  await files.close();
}

interface RemainingFiles extends ExportState {
  readonly isCounted: boolean;
  readonly input: Manifest["input"];
  readonly rendered: StudentRows | undefined;
}

/** Writes the files that depend on all trajectories: prompts of trainers, configurations and the manifest. */
async function writeRemainingFiles(
  directory: string,
  { settings, files, totals, pairFile, isCounted, input, rendered }: RemainingFiles,
): Promise<Manifest> {
  const { counts, tokens, wrong, ...rest } = totals.result();
  const formats = selectFormats(settings);
  const { seed } = settings;
  const promptFiles = createFileSet(directory, rest.tools);
  const { difficulties } = counts;
  await writePrompts(directory, { formats, files: promptFiles, difficulties, seed });
  await promptFiles.close();
  const manifest: Manifest = {
    format: EXPORT_FORMAT,
    settings,
    input,
    ...describePairFile(pairFile, wrong),
    template: CHAT_TEMPLATE,
    ...(rendered && { student: rendered.student }),
    ...rest,
    counts,
    tokens: isCounted ? tokens : null,
    files: { ...files.entries(), ...promptFiles.entries(), ...rendered?.files },
  };
  for (const [path, text] of Object.entries(createConfigs(manifest))) {
    manifest.files[path] = await writeText(directory, path, text);
  }
  await writeText(directory, MANIFEST_FILE, printManifest(manifest));
  return manifest;
}
