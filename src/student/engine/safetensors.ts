import { StarError } from "../../errors.js";
import { type Shape, sizeOf } from "./shape.js";
import { z } from "zod";

/** A named array of a safetensors file. */
export interface StoredArray {
  readonly name: string;
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Contents of a safetensors file. */
export interface SafeTensors {
  readonly arrays: readonly StoredArray[];
  readonly metadata: Readonly<Record<string, string>>;
}

const arraySchema = z.object({
  dtype: z.literal("F32"),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const headerSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).default({}) })
  .catchall(arraySchema);

const LENGTH_BYTES = 8;
const NUMBER_BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * Encodes arrays as safetensors: 8 bytes with the length of the header, the header as JSON, the data, all little-endian. Python
 * reads it with `safetensors.torch.load_file`.
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export function encodeSafeTensors({ arrays, metadata }: SafeTensors): Uint8Array {
  let end = 0;
  const entries = arrays.map(({ name, shape, data }) => {
    const start = end;
    end += data.length * NUMBER_BYTES;
    return [name, { dtype: "F32", shape, data_offsets: [start, end] }] as const;
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  // Padded with spaces, so that the data begins at a multiple of 8 bytes.
  const header = Buffer.from(json);
  const headerLength = Math.ceil(header.length / 8) * 8;
  const bytes = Buffer.alloc(LENGTH_BYTES + headerLength + end, " ");
  bytes.writeBigUInt64LE(BigInt(headerLength));
  header.copy(bytes, LENGTH_BYTES);
  let offset = LENGTH_BYTES + headerLength;
  for (const { data } of arrays) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * Decodes a safetensors file of 32-bit floats.
 *
 * @param path - For error messages only.
 * @throws {StarError} `CHECKPOINT_INVALID` when the bytes are not a complete safetensors file.
 */
export function decodeSafeTensors(bytes: Uint8Array, path: string): SafeTensors {
  const { header, start } = readHeader(bytes, path);
  const { __metadata__: metadata, ...entries } = header;
  const data = bytes.subarray(start);
  let end = 0;
  const arrays = Object.entries(entries).map(
    ([
      name,
      {
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      if (from !== end || to - from !== sizeOf(shape) * NUMBER_BYTES || to > data.length) {
        throw invalidCheckpoint(path, `the header has wrong offsets for "${name}"`);
      }
      end = to;
      // Copied, since a Float32Array needs aligned bytes.
      const copy = Uint8Array.from(data.subarray(from, to));
      return { name, shape, data: new Float32Array(copy.buffer) };
    },
  );
  if (end !== data.length)
    throw invalidCheckpoint(path, `${data.length - end} extra bytes at its end`);
  return { arrays, metadata };
}

function readHeader(bytes: Uint8Array, path: string) {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.length < LENGTH_BYTES ? Infinity : Number(view.readBigUInt64LE());
  const start = LENGTH_BYTES + length;
  if (start > view.length) throw invalidCheckpoint(path, "its header is incomplete");
  try {
    const header = headerSchema.parse(JSON.parse(view.toString("utf8", LENGTH_BYTES, start)));
    return { header, start };
  } catch (cause) {
    throw invalidCheckpoint(path, "its header is invalid", cause);
  }
}

/** A `CHECKPOINT_INVALID` error with the problem of a file. */
export function invalidCheckpoint(path: string, problem: string, cause?: unknown): StarError {
  return new StarError("CHECKPOINT_INVALID", {
    message: `${path} is not a valid checkpoint: ${problem}.`,
    remedy: "Use an older checkpoint or start over.",
    cause,
  });
}
