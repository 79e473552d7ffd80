import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { onRead } from "../../file-error.js";
import { writeFileAtomic } from "../../files.js";
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

/** The state of a training run. */
export interface Checkpoint {
  readonly parameters: ParameterSet;
  /** State of the optimizer, for `optimizer.restore`. */
  readonly optimizer: OptimizerState;
  /** Other weights by name, such as the best so far. */
  readonly kept?: Readonly<Record<string, ParameterSet>> | undefined;
  /** Everything else that is needed to resume, as JSON: settings, curves, random state. */
  readonly meta: unknown;
}

const SCHEMA = "star.checkpoint/1";
const metadataSchema = z.object({
  schema: z.literal(SCHEMA),
  step: z.string().regex(/^\d+$/).transform(Number),
  meta: z.string(),
  sha256: z.string(),
});

const KINDS = ["m", "v"] as const;
const KEPT = "kept-";

/** Writes a checkpoint atomically as one safetensors file. */
export async function writeCheckpoint(
  path: string,
  { parameters, optimizer, kept = {}, meta }: Checkpoint,
): Promise<void> {
  const { names } = parameters;
  const arrays = [
    ...toArrays("parameters", parameters),
    ...KINDS.flatMap((kind) => toArrays(kind, { names, tensors: optimizer[kind] })),
    ...Object.entries(kept).flatMap(([name, other]) => toArrays(`${KEPT}${name}`, other)),
  ];
  const metadata = { schema: SCHEMA, step: String(optimizer.step), meta: JSON.stringify(meta) };
  const sha256 = digest({ arrays, metadata });
  await writeFileAtomic(path, encodeSafeTensors({ arrays, metadata: { ...metadata, sha256 } }));
}

/**
 * Reads a checkpoint. A resumed run makes exactly the same steps, bit for bit, as an uninterrupted one.
 *
 * @throws {StarError} `CHECKPOINT_INVALID` when the file is truncated, modified or of another format.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { arrays, metadata } = decodeSafeTensors(await onRead(path, readFile(path)), path);
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) throw invalidCheckpoint(path, `expected the schema ${SCHEMA}`, parsed.error);
  const { sha256, ...rest } = metadata;
  if (digest({ arrays, metadata: rest }) !== sha256)
    throw invalidCheckpoint(path, "the checksum does not match");
  const { Tensor } = await loadOrt();
  const [m, v] = KINDS.map((kind) => ofKind(arrays, kind));
  const kinds = new Set(arrays.map(({ name }) => name.slice(0, name.indexOf("."))));
  const kept = [...kinds].filter((kind) => kind.startsWith(KEPT));
  const tensors = (list: readonly StoredArray[] = []) =>
    list.map(({ data, shape }) => new Tensor("float32", data, shape));
  return {
    parameters: await createParameterSet(ofKind(arrays, "parameters")),
    optimizer: { step: parsed.data.step, m: tensors(m), v: tensors(v) },
    kept: Object.fromEntries(
      await Promise.all(
        kept.map(async (kind) => {
          const set = await createParameterSet(ofKind(arrays, kind));
          return [kind.slice(KEPT.length), set] as const;
        }),
      ),
    ),
    meta: JSON.parse(parsed.data.meta),
  };
}

function toArrays(
  kind: string,
  { names, tensors }: Pick<ParameterSet, "names" | "tensors">,
): StoredArray[] {
  return tensors.map(({ dims, data }, index) => {
    const name = `${kind}.${names[index]}`;
    return { name, shape: dims, data: data as Float32Array };
  });
}

function ofKind(arrays: readonly StoredArray[], kind: string): StoredArray[] {
  return arrays
    .filter(({ name }) => name.startsWith(`${kind}.`))
    .map((array) => ({ ...array, name: array.name.slice(kind.length + 1) }));
}

/** SHA-256 of all arrays and metadata. */
function digest({ arrays, metadata }: SafeTensors): string {
  const hash = createHash("sha256").update(JSON.stringify(Object.entries(metadata).sort()));
  for (const { name, shape, data } of arrays) {
    hash.update(`${name}[${shape.join()}]`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}
