import { createRandom, randomNormal } from "../../random.js";
import type { NamedWeights } from "../engine/parameters.js";
import { bucketName } from "../language/buckets.js";
import { ALL_FEATURES } from "../language/features.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { TransformerConfig } from "./config.js";

const EMBEDDING_DEVIATION = 0.3;

/**
 * Initial weights of a student in the order of the programs' inputs. Embeddings of a feature's buckets start in order along one
 * direction.
 */
export function createStudentWeights(
  config: TransformerConfig,
  vocabulary: Vocabulary,
  seed: number,
): NamedWeights[] {
  const random = createRandom(seed, "weights");
  const normal = (name: string, shape: readonly number[], deviation: number) =>
    fill(name, shape, () => randomNormal(random) * deviation);
  const { vocabularySize, outputSize, layers, width, pointerWidth } = config;
  const outputDeviation = 0.02 / Math.sqrt(2 * layers);
  const embedding = normal("embedding", [vocabularySize, width], EMBEDDING_DEVIATION);
  orderBuckets(embedding.data, vocabulary, width, () => randomNormal(random));
  return [
    embedding,
    ...Array.from({ length: layers }, (_, layer) => [
      constant(`layers.${layer}.normBefore`, [width], 1),
      normal(`layers.${layer}.queryKeyValue`, [width, 3 * width], 0.06),
      normal(`layers.${layer}.attentionOut`, [width, width], outputDeviation),
      constant(`layers.${layer}.normBetween`, [width], 1),
      normal(`layers.${layer}.expand`, [width, 4 * width], 0.06),
      normal(`layers.${layer}.contract`, [4 * width, width], outputDeviation),
    ]).flat(),
    constant("normLast", [width], 1),
    normal("head", [width, outputSize], 0.05),
    normal("pointerQuery", [width, pointerWidth], 0.05),
    normal("pointerKey", [width, pointerWidth], 0.05),
    constant("repeat", [], -12),
  ];
}

function fill(name: string, shape: readonly number[], value: () => number): NamedWeights {
  const size = shape.reduce((product, length) => product * length, 1);
  return { name, shape, data: Float32Array.from({ length: size }, value) };
}

function constant(name: string, shape: readonly number[], value: number): NamedWeights {
  return fill(name, shape, () => value);
}

/** Sets bucket b of a feature to the feature's direction times a level from -1 to 1, plus small noise. */
function orderBuckets(
  embedding: Float32Array,
  vocabulary: Vocabulary,
  width: number,
  normal: () => number,
): void {
  for (const { name, count } of ALL_FEATURES) {
    const direction = Float32Array.from(
      { length: width },
      () => normal() * EMBEDDING_DEVIATION * 1.5,
    );
    for (let bucket = 0; bucket < count; bucket++) {
      const start = vocabulary.idOf(bucketName(name, bucket)) * width;
      const level = (2 * bucket) / (count - 1) - 1;
      for (let index = 0; index < width; index++) {
        embedding[start + index] = (direction[index] ?? 0) * level + normal() * 0.03;
      }
    }
  }
}
