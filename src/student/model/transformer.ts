import type { Jax, JaxArray } from "../engine/runtime.js";
import type { TransformerConfig } from "./config.js";

export interface LayerParameters {
  readonly normBefore: JaxArray;
  readonly queryKeyValue: JaxArray;
  readonly attentionOut: JaxArray;
  readonly normBetween: JaxArray;
  readonly expand: JaxArray;
  readonly contract: JaxArray;
}

/** Every weight, by name. */
export interface Parameters {
  readonly embedding: JaxArray;
  readonly layers: readonly LayerParameters[];
  readonly normLast: JaxArray;
  readonly head: JaxArray;
  readonly pointerQuery: JaxArray;
  readonly pointerKey: JaxArray;
  readonly repeat: JaxArray;
}

/** Inputs of one pass over whole texts; `rows x positions` each. */
export interface TextInputs {
  /** `rows * positions x vocabulary`: the weight of each word in each position. */
  readonly words: JaxArray;
  /** `rows x positions x positions`: 0 where a position may look, a large negative number where not. */
  readonly bias: JaxArray;
  /** `rows x positions x letters`: 1 where a line is about a candidate. */
  readonly about: JaxArray;
  /** `rows x positions x letters`: 1 where a letter was written since the part began. */
  readonly repeated: JaxArray;
}

/** The keys and values of a layer, `rows x heads x positions x width of a head`. */
export interface KeysAndValues {
  readonly keys: JaxArray;
  readonly values: JaxArray;
}

/**
 * A decoder-only transformer (RMSNorm, GELU, no positions but those its words name) with a pointer on top: a candidate's letter
 * is scored by its word, by the lines that speak of it, and by whether it was just written.
 *
 * @see Vinyals et al. (2015), Pointer Networks, arXiv 1506.03134; See et al. (2017), arXiv 1704.04368, for copying and coverage
 */
export function createTransformer(jax: Jax, config: TransformerConfig) {
  const { numpy: np, lax } = jax;
  const { width, heads, written, firstLetter, letters, pointer } = config;
  const headWidth = width / heads;

  const norm = (x: JaxArray, gain: JaxArray) => {
    const square = np.mean(np.square(x.ref), -1, { keepdims: true });
    return x.mul(np.reciprocal(np.sqrt(square.add(1e-5)))).mul(gain);
  };
  const gelu = (x: JaxArray) => {
    const gate = np.reciprocal(np.exp(x.ref.mul(-1.702)).add(1));
    return x.mul(gate);
  };
  const softmax = (x: JaxArray) => {
    const top = lax.stopGradient(np.max(x.ref, -1, { keepdims: true }));
    const e = np.exp(x.sub(top));
    return e.ref.mul(np.reciprocal(e.sum(-1, { keepdims: true })));
  };
  /** `rows * positions x width` to `rows x heads x positions x width of a head`. */
  const toHeads = (x: JaxArray, rows: number, positions: number) =>
    np.transpose(x.reshape([rows, positions, heads, headWidth]), [0, 2, 1, 3]);

  const scoresOf = (query: JaxArray, keys: JaxArray) =>
    np.matmul(query, np.transpose(keys, [0, 1, 3, 2]));

  /** What came before is not copied beside what is new: the cache is much larger. */
  const attend = (query: JaxArray, fresh: KeysAndValues, bias: JaxArray, past?: KeysAndValues) => {
    if (past === undefined) {
      return np.matmul(softmax(scoresOf(query, fresh.keys).add(bias)), fresh.values);
    }
    const before = past.keys.shape[2] ?? 0;
    const scores = np.concatenate([scoresOf(query.ref, past.keys), scoresOf(query, fresh.keys)], 3);
    const [old, now] = np.split(softmax(scores.add(bias)), [before], 3) as [JaxArray, JaxArray];
    return np.matmul(old, past.values).add(np.matmul(now, fresh.values));
  };

  /** One layer over new positions that look at themselves and at what came before. */
  const layer = (
    x: JaxArray,
    weights: LayerParameters,
    {
      rows,
      positions,
      bias,
      past,
    }: Extent & { readonly bias: JaxArray; readonly past?: KeysAndValues },
  ): { x: JaxArray; fresh: KeysAndValues } => {
    const projected = np.matmul(norm(x.ref, weights.normBefore), weights.queryKeyValue);
    const parts = np.split(projected, 3, 1) as [JaxArray, JaxArray, JaxArray];
    const [query, keys, values] = parts.map((part) =>
      toHeads(part, rows, positions),
    ) as typeof parts;
    const scaled = query.mul(1 / Math.sqrt(headWidth));
    const mixed = attend(scaled, { keys: keys.ref, values: values.ref }, bias, past);
    const gathered = np.transpose(mixed, [0, 2, 1, 3]).reshape([rows * positions, width]);
    const attended = x.add(np.matmul(gathered, weights.attentionOut));
    const inner = gelu(np.matmul(norm(attended.ref, weights.normBetween), weights.expand));
    return { x: attended.add(np.matmul(inner, weights.contract)), fresh: { keys, values } };
  };

  /** Scores of the words that can be written: `rows x positions x written`. */
  const score = (
    x: JaxArray,
    weights: Pick<Parameters, "head">,
    points: JaxArray,
    { rows, positions }: Extent,
  ) => {
    const words = np.matmul(x, weights.head).reshape([rows, positions, written]);
    const before = np.zeros([rows, positions, firstLetter]);
    const after = np.zeros([rows, positions, written - firstLetter - letters]);
    return words.add(np.concatenate([before, points, after], 2));
  };

  /** Letters' scores: what the lines about a candidate answer to the query, and whether it was just written. */
  const point = (
    { query, keys, bias, about, repeated }: PointerInputs,
    weights: Pick<Parameters, "repeat">,
  ) => {
    const looks = np.matmul(query.mul(1 / Math.sqrt(pointer)), np.transpose(keys, [0, 2, 1]));
    return np.matmul(looks.mul(np.exp(bias)), about).add(repeated.mul(weights.repeat));
  };

  const pointers = (x: JaxArray, weights: Parameters, { rows, positions }: Extent) => ({
    query: np.matmul(x.ref, weights.pointerQuery).reshape([rows, positions, pointer]),
    key: np.matmul(x, weights.pointerKey).reshape([rows, positions, pointer]),
  });

  return {
    /** The scores of every next word over whole texts: `rows x positions x written`. */
    logits(weights: Parameters, inputs: TextInputs, extent: Extent): JaxArray {
      const { rows, positions } = extent;
      const bias = inputs.bias.ref.reshape([rows, 1, positions, positions]);
      let x = np.matmul(inputs.words, weights.embedding);
      for (const one of weights.layers) {
        const result = layer(x, one, { ...extent, bias: bias.ref });
        result.fresh.keys.dispose();
        result.fresh.values.dispose();
        x = result.x;
      }
      bias.dispose();
      x = norm(x, weights.normLast);
      const { query, key } = pointers(x.ref, weights, extent);
      const points = point({ ...inputs, query, keys: key }, weights);
      return score(x, weights, points, extent);
    },

    /** The same for new positions after what a cache holds. Also gives what the cache needs of them. */
    extend(weights: Parameters, inputs: TextInputs, cache: Cache, extent: Extent): Extension {
      const { rows, positions } = extent;
      const all = inputs.bias.shape[2] ?? 0;
      const bias = inputs.bias.ref.reshape([rows, 1, positions, all]);
      const fresh: KeysAndValues[] = [];
      let x = np.matmul(inputs.words, weights.embedding);
      for (const [place, one] of weights.layers.entries()) {
        const past = cache.layers[place];
        const result = layer(x, one, { ...extent, bias: bias.ref, ...(past && { past }) });
        fresh.push(result.fresh);
        x = result.x;
      }
      bias.dispose();
      x = norm(x, weights.normLast);
      const { query, key } = pointers(x.ref, weights, extent);
      const keys = np.concatenate([cache.pointers, key.ref], 1);
      const about = np.concatenate([cache.about, inputs.about], 1);
      const points = point({ ...inputs, about, query, keys }, weights);
      return { logits: score(x, weights, points, extent), layers: fresh, pointers: key };
    },
  };
}

/** How many texts, and how many positions of each. */
export interface Extent {
  readonly rows: number;
  readonly positions: number;
}

interface PointerInputs {
  readonly query: JaxArray;
  readonly keys: JaxArray;
  readonly bias: JaxArray;
  readonly about: JaxArray;
  readonly repeated: JaxArray;
}

/** What was computed for earlier positions. */
export interface Cache {
  readonly layers: readonly KeysAndValues[];
  /** `rows x positions x pointer` */
  readonly pointers: JaxArray;
  /** `rows x positions x letters` */
  readonly about: JaxArray;
}

export interface Extension extends Omit<Cache, "about"> {
  readonly logits: JaxArray;
}
