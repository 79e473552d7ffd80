import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StarError } from "../errors.js";
import { INDEX_VERSION } from "./index-fingerprint.js";
import { corruptedIndex } from "./shared-files.js";

const manifestSchema = z.object({
  schema: z.literal(INDEX_VERSION),
  fingerprint: z.string(),
  /** Subfolder of the index's files. */
  folder: z.string().regex(/^[0-9a-f]+$/),
  options: z.object({
    seed: z.number(),
    soonAfterWindow: z.number(),
    ease: z.object({ lambda: z.number(), maxItems: z.number() }),
    als: z.object({
      factors: z.number(),
      regularization: z.number(),
      alpha: z.number(),
      iterations: z.number(),
      conjugateGradientSteps: z.number(),
    }),
    backend: z.enum(["hnsw", "exact"]),
  }),
  users: z.array(z.string()).readonly(),
  items: z.array(z.string()).readonly(),
  files: z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string() })),
});

/** Metadata of a saved index; its arrays are in the files listed. */
export type IndexManifest = z.infer<typeof manifestSchema>;

/** Path of the manifest in an index directory. */
export function manifestPath(directory: string): string {
  return join(directory, "manifest.json");
}

/**
 * Reads the manifest of an index directory.
 *
 * @throws {StarError} `INDEX_NOT_FOUND` if there is none.
 * @throws {StarError} `INDEX_CORRUPTED` if it is invalid or of another version.
 */
export async function readIndexManifest(directory: string): Promise<IndexManifest> {
  const path = manifestPath(directory);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new StarError("INDEX_NOT_FOUND", {
      message: `There is no index in ${directory}.`,
      remedy: "Fit one with: star index",
      cause,
    });
  });
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw corruptedIndex(path, `is not a manifest of version ${INDEX_VERSION}`, cause);
  }
}
