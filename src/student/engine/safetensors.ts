import { StarError } from "../../errors.js";
import { type Shape, sizeOf } from "./shape.js";
import { z } from "zod";

/** A named array of a safetensors file. */
export interface StoredArray {
  readonly name: string;
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** What a safetensors file holds. */
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
 * Writes arrays as safetensors: the length of the header as 8 bytes, the header as JSON, the numbers, all little-endian. Python
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
  // Padded with spaces, so that the numbers start at a multiple of eight.
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
 * Reads what {@link encodeSafeTensors} wrote, or any safetensors file of 32-bit floats.
 *
 * @param path - Only for the error's text.
 * @throws {StarError} `CHECKPOINT_INVALID` when the bytes are no such file, or not all of it.
 */
export function decodeSafeTensors(bytes: Uint8Array, path: string): SafeTensors {
  const { header, start } = readHeader(bytes, path);
  const { __metadata__: metadata, ...entries } = header;
  const numbers = bytes.subarray(start);
  let end = 0;
  const arrays = Object.entries(entries).map(
    ([
      name,
      {
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      if (from !== end || to - from !== sizeOf(shape) * NUMBER_BYTES || to > numbers.length) {
        throw invalidCheckpoint(path, `the numbers of "${name}" are not where they belong`);
      }
      end = to;
      // A copy, since the bytes of a file need not start where numbers may.
      const own = Uint8Array.from(numbers.subarray(from, to));
      return { name, shape, data: new Float32Array(own.buffer) };
    },
  );
  if (end !== numbers.length) throw invalidCheckpoint(path, "there is more behind its numbers");
  return { arrays, metadata };
}

function readHeader(bytes: Uint8Array, path: string) {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.length < LENGTH_BYTES ? Infinity : Number(view.readBigUInt64LE());
  const start = LENGTH_BYTES + length;
  if (start > view.length) throw invalidCheckpoint(path, "its header ends behind the file");
  try {
    const header = headerSchema.parse(JSON.parse(view.toString("utf8", LENGTH_BYTES, start)));
    return { header, start };
  } catch (cause) {
    throw invalidCheckpoint(path, "its header cannot be read", cause);
  }
}

/** A `CHECKPOINT_INVALID` that says what is wrong with a file. */
export function invalidCheckpoint(path: string, what: string, cause?: unknown): StarError {
  return new StarError("CHECKPOINT_INVALID", {
    message: `${path} is no checkpoint: ${what}.`,
    remedy: "Go back to an older checkpoint, or start over.",
    cause,
  });
}
