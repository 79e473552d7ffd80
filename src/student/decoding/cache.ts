import type { Tensors } from "../engine/compile.js";
import type { Ort, Tensor } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import { freshKeysName, freshValuesName, keysName, valuesName } from "./extend-program.js";

/** Keys, values and pointer keys of the positions that each row has read. */
export interface DecodingCache {
  /** Inputs of the programs by name. They are updated in place. */
  readonly tensors: Tensors;
  /** Number of positions of each row. */
  readonly lengths: Int32Array;
  /**
   * Records which label a new position is about. Call it before {@link DecodingCache.append}.
   *
   * @param offset - Position after the row's last one, from 0.
   */
  markAbout(row: number, offset: number, label: number): void;
  /** Appends the first `count` new positions of a row from the results of a pass over `passPositions` positions. */
  append(results: Tensors, row: number, count: number, passPositions: number): void;
  /** Removes the positions of a row from `length` on. */
  truncate(row: number, length: number): void;
}

/** Creates an empty cache. */
export function createCache(
  { Tensor }: Ort,
  { layers, heads, width, pointerWidth, labelCount }: TransformerConfig,
  { rows, capacity }: { readonly rows: number; readonly capacity: number },
): DecodingCache {
  const headWidth = width / heads;
  const shape = [rows, heads, capacity, headWidth];
  const allocate = (size: number) => new Float32Array(rows * capacity * size);
  const cached = Array.from({ length: layers }, () => ({
    keys: allocate(width),
    values: allocate(width),
  }));
  const pointers = allocate(pointerWidth);
  const about = allocate(labelCount);
  const lengths = new Int32Array(rows);
  const tensors = Object.fromEntries([
    ...cached.flatMap(({ keys, values }, layer): [string, Tensor][] => [
      [keysName(layer), new Tensor("float32", keys, shape)],
      [valuesName(layer), new Tensor("float32", values, shape)],
    ]),
    ["pointers", new Tensor("float32", pointers, [rows, capacity, pointerWidth])],
    ["pastAbout", new Tensor("float32", about, [rows, capacity, labelCount])],
  ]);
  return {
    tensors,
    lengths,
    markAbout(row, offset, label) {
      about[(row * capacity + (lengths[row] ?? 0) + offset) * labelCount + label] = 1;
    },
    append(results, row, count, passPositions) {
      const length = lengths[row] ?? 0;
      const copyHeads = (fresh: Float32Array, into: Float32Array) => {
        for (let head = 0; head < heads; head++) {
          const source = (row * heads + head) * passPositions * headWidth;
          const target = ((row * heads + head) * capacity + length) * headWidth;
          into.set(fresh.subarray(source, source + count * headWidth), target);
        }
      };
      for (const [layer, { keys, values }] of cached.entries()) {
        copyHeads(dataOf(results[freshKeysName(layer)]), keys);
        copyHeads(dataOf(results[freshValuesName(layer)]), values);
      }
      const source = row * passPositions * pointerWidth;
      const fresh = dataOf(results["freshPointers"]);
      pointers.set(
        fresh.subarray(source, source + count * pointerWidth),
        (row * capacity + length) * pointerWidth,
      );
      lengths[row] = length + count;
    },
    truncate(row, length) {
      about.fill(0, (row * capacity + length) * labelCount, (row + 1) * capacity * labelCount);
      lengths[row] = length;
    },
  };
}

function dataOf(tensor: Tensor | undefined): Float32Array {
  return tensor?.data as Float32Array;
}
