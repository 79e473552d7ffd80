import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { checksumOf, type FileChecksum } from "../checksum.js";
import { StarError } from "../errors.js";
import { onWrite } from "../file-error.js";
import { writeFileAtomic } from "../files.js";
import type { CollaborativeIndex } from "./collaborative-index.js";
import { fingerprintOf, INDEX_VERSION } from "./index-fingerprint.js";
import { type IndexManifest, manifestPath, readIndexManifest } from "./index-manifest.js";
import { fromParts, type IndexArrays, toIndexParts } from "./index-parts.js";
import { createNeighborIndex, loadNeighborIndex, type NeighborIndex } from "./neighbor-index.js";
import { corruptedIndex, readIntoSharedMemory } from "./shared-files.js";

/**
 * Saves an index in a directory: `manifest.json` and a subfolder with one file per array and per neighbor graph, little-endian.
 * The manifest is written last, so readers see either the previous index or the new one.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { fitCollaborativeIndex, loadCollaborativeIndex, saveCollaborativeIndex } from "langgraph-star";
 *
 * const directory = await mkdtemp(join(tmpdir(), "star-"));
 * const sequences = [{ userId: "ann", itemIds: ["a", "b"] }];
 * const index = await fitCollaborativeIndex({ sequences, items: ["a", "b", "c"] });
 * await saveCollaborativeIndex(index, directory);
 * const loaded = await loadCollaborativeIndex(directory);
 * console.log(loaded.fingerprint === index.fingerprint); // true
 * ```
 */
export async function saveCollaborativeIndex(
  index: CollaborativeIndex,
  directory: string,
): Promise<void> {
  await onWrite(directory, writeIndex(index, directory));
}

async function writeIndex(index: CollaborativeIndex, directory: string): Promise<void> {
  const { header, arrays } = toIndexParts(index);
  const folder = index.fingerprint.slice(0, 16);
  const previous = await previousFolder(directory);
  const files: Record<string, FileChecksum> = {};
  for (const [name, array] of Object.entries(arrays)) {
    if (array !== null)
      files[name] = await writeArray(join(directory, folder, `${name}.bin`), array);
  }
  for (const name of ["itemNeighbors", "userNeighbors"] as const) {
    if (index[name].backend === "exact") continue;
    const path = join(directory, folder, `${name}.bin`);
    await index[name].save(path);
    files[name] = checksumOf(await readFile(path));
  }
  const manifest: IndexManifest = { schema: INDEX_VERSION, ...header, folder, files };
  await writeFileAtomic(manifestPath(directory), JSON.stringify(manifest));
  if (previous !== undefined && previous !== folder) {
    await rm(join(directory, previous), { recursive: true, force: true });
  }
}

/**
 * Loads an index that {@link saveCollaborativeIndex} wrote. The arrays are in shared memory.
 *
 * @param options - `expectedFingerprint`: result of `fingerprintCollaborativeIndex` for the current data and options.
 * @throws {StarError} `INDEX_NOT_FOUND` if the directory contains no index.
 * @throws {StarError} `INDEX_MISMATCH` if the index has another fingerprint.
 * @throws {StarError} `INDEX_CORRUPTED` if a file is missing, truncated or changed.
 * @throws {StarError} `DEPENDENCY_MISSING` if the neighbor graphs need hnswlib-node and it is not installed.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { loadCollaborativeIndex, StarError } from "langgraph-star";
 *
 * const directory = await mkdtemp(join(tmpdir(), "star-"));
 * try {
 *   await loadCollaborativeIndex(directory);
 * } catch (error) {
 *   console.log(StarError.isInstance(error) && error.code); // INDEX_NOT_FOUND
 * }
 * ```
 */
export async function loadCollaborativeIndex(
  directory: string,
  { expectedFingerprint }: { readonly expectedFingerprint?: string | undefined } = {},
): Promise<CollaborativeIndex> {
  const manifest = await readIndexManifest(directory);
  const { fingerprint } = manifest;
  if (expectedFingerprint !== undefined && fingerprint !== expectedFingerprint) {
    throw mismatch(directory, fingerprint, expectedFingerprint);
  }
  const read = (name: string) => readNamed(directory, manifest, name);
  const arrays = await readArrays(read, "easeWeights" in manifest.files);
  assertWhole(manifest, arrays, directory);
  const neighbors = async (name: string, vectors: Float64Array): Promise<NeighborIndex> => {
    const { options, folder } = manifest;
    const shared = { vectors, dimensions: options.als.factors };
    if (options.backend === "exact") {
      return createNeighborIndex({ ...shared, seed: options.seed, backend: "exact" });
    }
    await read(name); // checks the file first, because hnswlib does not
    return loadNeighborIndex({ ...shared, path: join(directory, folder, `${name}.bin`) });
  };
  return fromParts(
    { header: manifest, arrays },
    {
      itemNeighbors: await neighbors("itemNeighbors", arrays.itemFactors),
      userNeighbors: await neighbors("userNeighbors", arrays.userFactors),
    },
  );
}

/** The files have checksums in the manifest; the fingerprint is that of the rest of it. */
function assertWhole(manifest: IndexManifest, arrays: IndexArrays, directory: string): void {
  const { users, items, options, fingerprint } = manifest;
  const sequences = { offsets: arrays.sequenceOffsets, items: arrays.sequenceItems };
  if (fingerprintOf({ users, items, sequences }, options) !== fingerprint) {
    throw corruptedIndex(manifestPath(directory), "does not have the fingerprint of its content");
  }
  if ((arrays.easeWeights === null) !== items.length > options.ease.maxItems) {
    throw corruptedIndex(manifestPath(directory), "does not list the files of its options");
  }
}

async function previousFolder(directory: string): Promise<string | undefined> {
  try {
    return (await readIndexManifest(directory)).folder;
  } catch (error) {
    // The files of an unreadable index cannot be identified, so they are not deleted.
    if (StarError.isInstance(error)) return undefined;
    throw error;
  }
}

async function writeArray(path: string, array: Int32Array | Float32Array | Float64Array) {
  const content = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  await writeFileAtomic(path, content);
  return checksumOf(content);
}

async function readNamed(directory: string, { folder, files }: IndexManifest, name: string) {
  const path = join(directory, folder, `${name}.bin`);
  const checksum = files[name];
  if (checksum === undefined) throw corruptedIndex(path, "is not listed in the manifest");
  return readIntoSharedMemory(path, checksum);
}

async function readArrays(
  read: (name: keyof IndexArrays) => Promise<SharedArrayBuffer>,
  hasEase: boolean,
): Promise<IndexArrays> {
  const int32 = async (name: keyof IndexArrays) => new Int32Array(await read(name));
  return {
    rowOffsets: await int32("rowOffsets"),
    rowColumns: await int32("rowColumns"),
    columnOffsets: await int32("columnOffsets"),
    columnColumns: await int32("columnColumns"),
    sequenceOffsets: await int32("sequenceOffsets"),
    sequenceItems: await int32("sequenceItems"),
    coOccurrenceOffsets: await int32("coOccurrenceOffsets"),
    coOccurrenceColumns: await int32("coOccurrenceColumns"),
    coOccurrenceCounts: await int32("coOccurrenceCounts"),
    soonAfterOffsets: await int32("soonAfterOffsets"),
    soonAfterColumns: await int32("soonAfterColumns"),
    soonAfterCounts: await int32("soonAfterCounts"),
    soonAfterWeights: new Float32Array(await read("soonAfterWeights")),
    easeWeights: hasEase ? new Float32Array(await read("easeWeights")) : null,
    userFactors: new Float64Array(await read("userFactors")),
    itemFactors: new Float64Array(await read("itemFactors")),
  };
}

function mismatch(directory: string, found: string, expected: string): StarError {
  return new StarError("INDEX_MISMATCH", {
    message: `The index in ${directory} was fitted on other data or options: its fingerprint is ${found.slice(0, 12)}, expected ${expected.slice(0, 12)}.`,
    remedy: "Fit it again with: star index",
  });
}
