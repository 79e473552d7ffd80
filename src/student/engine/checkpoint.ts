import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { writeFileAtomic } from "../../files.js";
import type { Json } from "../../json.js";
import type { OptimizerState } from "./optimizer.js";
import { createParameterSet, type ParameterSet } from "./parameters.js";
import { loadOrt } from "./runtime.js";
import {
  decodeSafeTensors,
  encodeSafeTensors,
  invalidCheckpoint,
  type SafeTensors,
  type StoredArray,
} from "./safetensors.js";

/** A moment of a training run. */
export interface Checkpoint {
  readonly parameters: ParameterSet;
  /** What the optimizer remembers, for `optimizer.restore`. */
  readonly optimizer: OptimizerState;
  /** What else a run needs to go on: its settings, its curve, the state of its random numbers. */
  readonly meta: Json;
}

const SCHEMA = "star.checkpoint/1";
const metadataSchema = z.object({
  schema: z.literal(SCHEMA),
  step: z.string().regex(/^\d+$/).transform(Number),
  meta: z.string(),
  sha256: z.string(),
});

const KINDS = ["parameters", "m", "v"] as const;

/** Writes a moment of a training run into one safetensors file: whole, or not at all. */
export async function writeCheckpoint(
  path: string,
  { parameters, optimizer, meta }: Checkpoint,
): Promise<void> {
  const lists = { ...optimizer, parameters: parameters.tensors };
  const arrays = KINDS.flatMap((kind) =>
    lists[kind].map(({ dims, data }, index) => {
      const name = `${kind}.${parameters.names[index]}`;
      return { name, shape: dims, data: data as Float32Array };
    }),
  );
  const metadata = { schema: SCHEMA, step: String(optimizer.step), meta: JSON.stringify(meta) };
  const sha256 = digest({ arrays, metadata });
  await writeFileAtomic(path, encodeSafeTensors({ arrays, metadata: { ...metadata, sha256 } }));
}

/**
 * Reads a checkpoint. A run that goes on from it makes the same steps, bit by bit, as one that was never interrupted.
 *
 * @throws {StarError} `CHECKPOINT_INVALID` when the file is cut, altered or something else.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { arrays, metadata } = decodeSafeTensors(await readFile(path), path);
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) throw invalidCheckpoint(path, `it is no ${SCHEMA}`, parsed.error);
  const { sha256, ...rest } = metadata;
  if (digest({ arrays, metadata: rest }) !== sha256)
    throw invalidCheckpoint(path, "it was altered");
  const { Tensor } = await loadOrt();
  const [parameters, m, v] = KINDS.map((kind) => ofKind(arrays, kind));
  const tensors = (list: readonly StoredArray[] = []) =>
    list.map(({ data, shape }) => new Tensor("float32", data, shape));
  return {
    parameters: await createParameterSet(parameters ?? []),
    optimizer: { step: parsed.data.step, m: tensors(m), v: tensors(v) },
    meta: JSON.parse(parsed.data.meta),
  };
}

function ofKind(arrays: readonly StoredArray[], kind: string): StoredArray[] {
  return arrays
    .filter(({ name }) => name.startsWith(`${kind}.`))
    .map((array) => ({ ...array, name: array.name.slice(kind.length + 1) }));
}

/** A sum over everything, so that no altered number goes unnoticed. */
function digest({ arrays, metadata }: SafeTensors): string {
  const hash = createHash("sha256").update(JSON.stringify(Object.entries(metadata).sort()));
  for (const { name, shape, data } of arrays) {
    hash.update(`${name}[${shape.join()}]`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}
