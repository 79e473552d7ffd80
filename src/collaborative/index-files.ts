import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { StarError } from "../errors.js";
import { writeFileAtomic } from "../files.js";
import type { CollaborativeIndex } from "./collaborative-index.js";
import { INDEX_VERSION } from "./index-fingerprint.js";
import { type IndexManifest, manifestPath, readManifest } from "./index-manifest.js";
import { fromParts, type IndexArrays, toParts } from "./index-parts.js";
import { createNeighborIndex, loadNeighborIndex, type NeighborIndex } from "./neighbor-index.js";
import { corrupted, type FileMark, markOf, readShared } from "./shared-files.js";

/**
 * Writes an index into a directory: `manifest.json` and, in a folder of its own, one file an array and one a graph.
 * Numbers are little-endian. The manifest comes last, so that a reader sees the old index or the new one.
 */
export async function saveCollaborativeIndex(
  index: CollaborativeIndex,
  directory: string,
): Promise<void> {
  const { header, arrays } = toParts(index);
  const folder = index.fingerprint.slice(0, 16);
  const previous = await previousFolder(directory);
  const files: Record<string, FileMark> = {};
  for (const [name, array] of Object.entries(arrays)) {
    if (array !== null)
      files[name] = await writeArray(join(directory, folder, `${name}.bin`), array);
  }
  for (const name of ["itemNeighbors", "userNeighbors"] as const) {
    if (index[name].backend === "exact") continue;
    const path = join(directory, folder, `${name}.bin`);
    await index[name].save(path);
    files[name] = markOf(await readFile(path));
  }
  const manifest: IndexManifest = { schema: INDEX_VERSION, ...header, folder, files };
  await writeFileAtomic(manifestPath(directory), JSON.stringify(manifest));
  if (previous !== undefined && previous !== folder) {
    await rm(join(directory, previous), { recursive: true, force: true });
  }
}

/**
 * Reads an index that {@link saveCollaborativeIndex} wrote, into shared memory.
 *
 * @param options - `expectedFingerprint`: what the index must have been fitted from (`fingerprintCollaborativeIndex`).
 * @throws {StarError} `INDEX_NOT_FOUND` when the directory holds none.
 * @throws {StarError} `INDEX_MISMATCH` when it was fitted from other data or options.
 * @throws {StarError} `INDEX_CORRUPTED` when a file is missing, cut or altered.
 * @throws {StarError} `DEPENDENCY_MISSING` when its graphs need hnswlib-node and it is not installed.
 */
export async function loadCollaborativeIndex(
  directory: string,
  { expectedFingerprint }: { readonly expectedFingerprint?: string | undefined } = {},
): Promise<CollaborativeIndex> {
  const manifest = await readManifest(directory);
  const { fingerprint } = manifest;
  if (expectedFingerprint !== undefined && fingerprint !== expectedFingerprint) {
    throw mismatch(directory, fingerprint, expectedFingerprint);
  }
  const read = (name: string) => readNamed(directory, manifest, name);
  const arrays = await readArrays(read, "easeWeights" in manifest.files);
  const neighbors = async (name: string, vectors: Float64Array): Promise<NeighborIndex> => {
    const { options, folder } = manifest;
    const shared = { vectors, dimensions: options.als.factors };
    if (options.backend === "exact") {
      return createNeighborIndex({ ...shared, seed: options.seed, backend: "exact" });
    }
    await read(name); // The graph's own reader trusts what it finds: only a whole file may reach it.
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

async function previousFolder(directory: string): Promise<string | undefined> {
  try {
    return (await readManifest(directory)).folder;
  } catch (error) {
    // Whatever was there cannot be read as an index: it is replaced, and its files are left alone.
    if (StarError.isInstance(error)) return undefined;
    throw error;
  }
}

async function writeArray(path: string, array: Int32Array | Float32Array | Float64Array) {
  const content = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  await writeFileAtomic(path, content);
  return markOf(content);
}

async function readNamed(directory: string, { folder, files }: IndexManifest, name: string) {
  const path = join(directory, folder, `${name}.bin`);
  const mark = files[name];
  if (mark === undefined) throw corrupted(path, "is not listed in the manifest");
  return readShared(path, mark);
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
    message: `The index at ${directory} (${found.slice(0, 12)}) was fitted from other data or options than asked for (${expected.slice(0, 12)}).`,
    remedy: "Write it again with: star index",
  });
}
