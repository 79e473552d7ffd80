import { createRandom, randomNormal } from "../../random.js";
import { bucketName } from "../language/buckets.js";
import { ALL_FAMILIES } from "../language/families.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { TransformerConfig } from "./config.js";

/** A weight before training, with its shape. */
export interface InitialWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const EMBEDDING_SPREAD = 0.3;

/** All weights before training, in the order in which programs take them. Buckets of one measure start in order. */
export function initialWeights(
  config: TransformerConfig,
  vocabulary: Vocabulary,
  seed: number,
): InitialWeight[] {
  const random = createRandom(seed, "weights");
  const normal = (name: string, shape: readonly number[], spread: number) =>
    filled(name, shape, () => randomNormal(random) * spread);
  const { vocabulary: words, written, layers, width, pointer } = config;
  const out = 0.02 / Math.sqrt(2 * layers);
  const embedding = normal("embedding", [words, width], EMBEDDING_SPREAD);
  orderBuckets(embedding.data, vocabulary, width, () => randomNormal(random));
  return [
    embedding,
    ...Array.from({ length: layers }, (_, layer) => [
      constant(`layers.${layer}.normBefore`, [width], 1),
      normal(`layers.${layer}.queryKeyValue`, [width, 3 * width], 0.06),
      normal(`layers.${layer}.attentionOut`, [width, width], out),
      constant(`layers.${layer}.normBetween`, [width], 1),
      normal(`layers.${layer}.expand`, [width, 4 * width], 0.06),
      normal(`layers.${layer}.contract`, [4 * width, width], out),
    ]).flat(),
    constant("normLast", [width], 1),
    normal("head", [width, written], 0.05),
    normal("pointerQuery", [width, pointer], 0.05),
    normal("pointerKey", [width, pointer], 0.05),
    constant("repeat", [], -12),
  ];
}

function filled(name: string, shape: readonly number[], value: () => number): InitialWeight {
  const size = shape.reduce((product, length) => product * length, 1);
  return { name, shape, data: Float32Array.from({ length: size }, value) };
}

function constant(name: string, shape: readonly number[], value: number): InitialWeight {
  return filled(name, shape, () => value);
}

/** Bucket b of a measure starts at a direction of the measure times its level from -1 to 1, with a little noise. */
function orderBuckets(
  embedding: Float32Array,
  vocabulary: Vocabulary,
  width: number,
  normal: () => number,
): void {
  for (const { name, count } of ALL_FAMILIES) {
    const direction = Float32Array.from({ length: width }, () => normal() * EMBEDDING_SPREAD * 1.5);
    for (let bucket = 0; bucket < count; bucket++) {
      const from = vocabulary.idOf(bucketName(name, bucket)) * width;
      const level = (2 * bucket) / (count - 1) - 1;
      for (let at = 0; at < width; at++) {
        embedding[from + at] = (direction[at] ?? 0) * level + normal() * 0.03;
      }
    }
  }
}
