import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StarError } from "../errors.js";
import { INDEX_VERSION } from "./index-fingerprint.js";
import { corrupted } from "./shared-files.js";

const manifestSchema = z.object({
  schema: z.literal(INDEX_VERSION),
  fingerprint: z.string(),
  /** Where the files lie, inside the index's directory. */
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

/** What a saved index says about itself; its numbers lie in the files it names. */
export type IndexManifest = z.infer<typeof manifestSchema>;

/** Where a directory's manifest lies. */
export function manifestPath(directory: string): string {
  return join(directory, "manifest.json");
}

/**
 * Reads what the index in a directory says about itself.
 *
 * @throws {StarError} `INDEX_NOT_FOUND` when there is none.
 * @throws {StarError} `INDEX_CORRUPTED` when its manifest cannot be read or comes from another version.
 */
export async function readManifest(directory: string): Promise<IndexManifest> {
  const path = manifestPath(directory);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new StarError("INDEX_NOT_FOUND", {
      message: `There is no index at ${directory}.`,
      remedy: "Write one with: star index",
      cause,
    });
  });
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw corrupted(path, `is no manifest of version ${INDEX_VERSION}`, cause);
  }
}
