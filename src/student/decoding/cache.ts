import type { Tensors } from "../engine/compile.js";
import type { Ort, Tensor } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import { freshKeysName, freshValuesName, keysName, valuesName } from "./extend-program.js";

/** Keys, values and pointers of what each row holds so far. Programs read it, `keep` writes behind its end. */
export interface DecodingCache {
  readonly tensors: Tensors;
  /** Positions that each row holds. */
  readonly lengths: Int32Array;
  /** Takes over what a pass computed for the first `count` new positions of a row. */
  keep(results: Tensors, row: number, count: number, passPositions: number): void;
  /** Forgets what a row holds from a position on. */
  truncate(row: number, length: number): void;
  /** Notes whom a new position is about, before `keep` counts it. */
  readonly about: Float32Array;
}

export function createCache(
  { Tensor }: Ort,
  { layers, heads, width, pointer, letters }: TransformerConfig,
  { rows, capacity }: { readonly rows: number; readonly capacity: number },
): DecodingCache {
  const headWidth = width / heads;
  const shape = [rows, heads, capacity, headWidth];
  const store = (size: number) => new Float32Array(rows * capacity * size);
  const kept = Array.from({ length: layers }, () => ({ keys: store(width), values: store(width) }));
  const pointers = store(pointer);
  const about = store(letters);
  const lengths = new Int32Array(rows);
  const tensors = Object.fromEntries([
    ...kept.flatMap(({ keys, values }, layer): [string, Tensor][] => [
      [keysName(layer), new Tensor("float32", keys, shape)],
      [valuesName(layer), new Tensor("float32", values, shape)],
    ]),
    ["pointers", new Tensor("float32", pointers, [rows, capacity, pointer])],
    ["pastAbout", new Tensor("float32", about, [rows, capacity, letters])],
  ]);
  return {
    tensors,
    lengths,
    about,
    truncate(row, length) {
      about.fill(0, (row * capacity + length) * letters, (row + 1) * capacity * letters);
      lengths[row] = length;
    },
    keep(results, row, count, passPositions) {
      const from = lengths[row] ?? 0;
      for (const [layer, { keys, values }] of kept.entries()) {
        const fresh = [
          dataOf(results[freshKeysName(layer)]),
          dataOf(results[freshValuesName(layer)]),
        ] as const;
        for (let head = 0; head < heads; head++) {
          const source = (row * heads + head) * passPositions * headWidth;
          const target = ((row * heads + head) * capacity + from) * headWidth;
          keys.set(fresh[0].subarray(source, source + count * headWidth), target);
          values.set(fresh[1].subarray(source, source + count * headWidth), target);
        }
      }
      const source = row * passPositions * pointer;
      const fresh = dataOf(results["freshPointers"]).subarray(source, source + count * pointer);
      pointers.set(fresh, (row * capacity + from) * pointer);
      lengths[row] = from + count;
    },
  };
}

function dataOf(tensor: Tensor | undefined): Float32Array {
  return tensor?.data as Float32Array;
}
