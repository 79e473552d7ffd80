import { mapInOrder } from "../../concurrency.js";
import { type Batch, readBatches } from "./batches.js";
import { createEncoders } from "./encoders.js";
import { createFileSet, type FileSet } from "./file-set.js";
import { createFolder } from "./folder.js";
import { selectFormats } from "./formats/index.js";
import { linear } from "./formats/linear.js";
import {
  configsOf,
  EXPORT_FORMAT,
  MANIFEST_FILE,
  printManifest,
  type Manifest,
  TEMPLATE,
} from "./manifest.js";
import { writePrompts } from "./prompt-rows.js";
import { toBytes, writeText } from "./row-file.js";
import { resolveSettings, type ExportSettings } from "./settings.js";
import { createSums, type Sums } from "./sums.js";
import type { TokenMeter } from "./tokens.js";

export interface ExportOptions {
  /** A file of trajectories. */
  readonly path: string;
  /** Where to write. It must not hold anything but an earlier export, which is replaced. */
  readonly directory: string;
  /** Default: `EXPORT_DEFAULTS`. */
  readonly settings?: Partial<ExportSettings>;
  /** Counts tokens. Default: none are counted, and `maxTokens` limits nothing. */
  readonly meter?: TokenMeter | undefined;
  /** How many threads make rows while this one writes. Default 0: all is done in this one, as it is wherever tokens are counted. */
  readonly threads?: number;
  /** Aborting it throws away what was written. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: ExportProgress) => void;
}

export interface ExportProgress {
  /** Trajectories read so far. */
  readonly read: number;
  /** Bytes of the file read so far. */
  readonly bytes: number;
}

/**
 * Writes trajectories as the files of trainers, batch by batch and in constant memory (but for 64 bytes an id, by which
 * repeated ones are found). The folder appears whole or not at all.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` with file and line, also when an id stands twice.
 * @throws {StarError} `LEAK_FOUND` for trajectories of tasks that students are measured on, unless `anySplit` is set.
 * @throws {StarError} `FILE_EXISTS` when the folder holds something else.
 */
export async function exportTrajectories(options: ExportOptions): Promise<Manifest> {
  const { directory, meter } = options;
  const isCounted = meter !== undefined;
  const settings = resolveSettings({ ...options.settings, ...(!isCounted && { maxTokens: null }) });
  const folder = await createFolder(directory);
  try {
    const work = { settings, files: createFileSet(folder.path), sums: createSums() };
    await writeRows(options, work);
    const manifest = await writeRest(folder.path, { ...work, isCounted });
    await folder.commit();
    return manifest;
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

interface Work {
  readonly settings: ExportSettings;
  readonly files: FileSet;
  readonly sums: Sums;
}

/** All that follows from one trajectory, or from the samples of one task. */
async function writeRows(
  { path, meter, threads = 0, signal, onProgress }: ExportOptions,
  { settings, files, sums }: Work,
): Promise<void> {
  const encoders = createEncoders({ settings, meter, threads });
  const encode = async (batch: Batch) => {
    const { length } = batch.bytes;
    return { length, encoded: await encoders.encode(batch) };
  };
  try {
    let bytes = 0;
    // Each thread has a batch, and the first to be done has one to go on with: what waits for its turn takes memory.
    const lookahead = threads + 1;
    for await (const { encoded, length } of mapInOrder(readBatches(path), encode, { lookahead })) {
      signal?.throwIfAborted();
      const lines = sums.add(encoded).map(({ line }) => line);
      const { files: places, encoding } = linear.prompts;
      const prompts = { count: lines.length, bytes: toBytes(lines, encoding) };
      await files.append({ path: places.train, ...prompts });
      for (const chunk of encoded.chunks) await files.append(chunk);
      bytes += length;
      onProgress?.({ read: sums.read(), bytes });
    }
  } finally {
    await encoders.close();
  }
  await files.close();
}

/** All that can be written only when every trajectory was read. */
async function writeRest(
  directory: string,
  { settings, files, sums, isCounted }: Work & { readonly isCounted: boolean },
): Promise<Manifest> {
  const { counts, tokens, ...about } = sums.result();
  const formats = selectFormats(settings.formats);
  const { seed } = settings;
  const promptFiles = createFileSet(directory, about.tools);
  const { difficulties } = counts;
  await writePrompts(directory, { formats, files: promptFiles, difficulties, seed });
  await promptFiles.close();
  const manifest: Manifest = {
    format: EXPORT_FORMAT,
    settings,
    template: TEMPLATE,
    ...about,
    counts,
    tokens: isCounted ? tokens : null,
    files: { ...files.facts(), ...promptFiles.facts() },
  };
  for (const [path, text] of Object.entries(configsOf(manifest))) {
    manifest.files[path] = await writeText(directory, path, text);
  }
  await writeText(directory, MANIFEST_FILE, printManifest(manifest));
  return manifest;
}
