import type { Tensors } from "../engine/compile.js";
import type { Ort, Tensor } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import { keysName, valuesName } from "./extend-program.js";

/** A number of consecutive rows. */
export interface RowRange {
  readonly first: number;
  readonly count: number;
}

/** Cached keys and values of several rows. */
export interface KeyValueRows {
  /** Positions that every row has memory for. It grows with the longest row, up to the capacity. */
  readonly width: number;
  /** Makes room for rows of `length` positions. */
  reserve(length: number): void;
  /** Inputs of a pass over consecutive rows. They share the memory of the cache. */
  inputs(range: RowRange): Tensors;
  /**
   * Stores keys and values of new positions.
   *
   * @param projected - Per position of a pass: queries, keys and values.
   * @param from - Index of the first new position in `projected`.
   * @param at - Index of that position in its row.
   */
  store(layer: number, projected: Float32Array, place: StoredPositions): void;
}

/** Where new positions come from and go to. */
export interface StoredPositions {
  readonly row: number;
  /** Index of the first one in the pass. */
  readonly from: number;
  /** Index of the first one in its row. */
  readonly at: number;
  readonly count: number;
}

/** Memory grows by this many positions: shorter rows are attended to faster, and growing copies all rows. */
const GROWTH = 64;

/** Creates empty memory for `rows` rows of up to `capacity` positions. */
export function createKeyValueRows(
  { Tensor }: Ort,
  { layers, heads, width: modelWidth }: TransformerConfig,
  { rows, capacity }: { readonly rows: number; readonly capacity: number },
): KeyValueRows {
  const headWidth = modelWidth / heads;
  const allocate = (positions: number) =>
    Array.from({ length: 2 * layers }, () => new Float32Array(rows * positions * modelWidth));
  let width = Math.min(GROWTH, capacity);
  let arrays = allocate(width);
  const views = new Map<string, Tensors>();
  return {
    get width() {
      return width;
    },
    reserve(length) {
      if (length <= width) return;
      const wider = Math.min(capacity, Math.ceil(length / GROWTH) * GROWTH);
      const grown = allocate(wider);
      const blocks = rows * heads;
      for (const [index, array] of arrays.entries())
        copyBlocks(array, grown[index], { blocks, from: width * headWidth, to: wider * headWidth });
      [arrays, width] = [grown, wider];
      views.clear();
    },
    inputs({ first, count }) {
      const key = `${first} ${count}`;
      const known = views.get(key);
      if (known !== undefined) return known;
      const shape = [count, heads, width, headWidth];
      const start = first * width * modelWidth;
      const view = (index: number): Tensor =>
        new Tensor(
          "float32",
          arrays[index]?.subarray(start, start + count * width * modelWidth) ?? [],
          shape,
        );
      const tensors = namedByLayer(Array.from(arrays.keys(), view));
      views.set(key, tensors);
      return tensors;
    },
    store(layer, projected, { row, from, at, count }) {
      for (let kind = 0; kind < 2; kind++) {
        const array = arrays[2 * layer + kind];
        for (let position = 0; position < count; position++) {
          const source = (from + position) * 3 * modelWidth + (kind + 1) * modelWidth;
          for (let head = 0; head < heads; head++) {
            const start = source + head * headWidth;
            const target = ((row * heads + head) * width + at + position) * headWidth;
            array?.set(projected.subarray(start, start + headWidth), target);
          }
        }
      }
    },
  };
}

/** Copies blocks of numbers into an array with larger ones. */
function copyBlocks(
  source: Float32Array,
  target: Float32Array | undefined,
  { blocks, from, to }: { readonly blocks: number; readonly from: number; readonly to: number },
): void {
  for (let block = 0; block < blocks; block++)
    target?.set(source.subarray(block * from, (block + 1) * from), block * to);
}

/** Names the keys and values of each layer, which alternate. */
function namedByLayer(tensors: readonly Tensor[]): Tensors {
  const nameOf = (index: number) => (index % 2 === 0 ? keysName : valuesName)(index >> 1);
  return Object.fromEntries(tensors.map((tensor, index) => [nameOf(index), tensor]));
}
