import { type Arrays, compile, type Program } from "./compile.js";
import type { ParameterSet } from "./parameters.js";
import { type Jax, type JaxArray, loadJax, type Ort, type Tensor } from "./runtime.js";

/** Options of Adam. */
export interface AdamOptions {
  /** The weights to train; their tensors are replaced at every step. */
  readonly parameters: ParameterSet;
  /** Decay rate of the mean of gradients; default 0.9. */
  readonly beta1?: number | undefined;
  /** Decay rate of the mean of squared gradients; default 0.98. */
  readonly beta2?: number | undefined;
  /** Added to the root of the mean squared gradient; default 1e-8. */
  readonly epsilon?: number | undefined;
  /** Maximum norm over all gradients; larger gradients are scaled down to it. Default 1. */
  readonly clipNorm?: number | undefined;
  /** Threads per operation. */
  readonly threads?: number | undefined;
}

const BETA1 = 0.9;
const BETA2 = 0.98;
const EPSILON = 1e-8;

/** Compiles the update of all parameters, including gradient clipping. */
export async function compileUpdate(options: AdamOptions): Promise<Program> {
  const { parameters, threads } = options;
  const jax = await loadJax();
  const { shapes } = parameters;
  const inputs = {
    ...flattenLists({ p: shapes, g: shapes, m: shapes, v: shapes }),
    rate: [],
    offset: [],
  };
  return compile({ inputs, fn: (arrays) => updateAll(jax, options, arrays), threads });
}

function updateAll(jax: Jax, options: AdamOptions, arrays: Arrays): Arrays {
  const { parameters, beta1 = BETA1, beta2 = BETA2, clipNorm = 1 } = options;
  const { numpy: np } = jax;
  const get = (name: string) => (arrays[name] as JaxArray).ref;
  const indices = parameters.names.map((_, index) => index);
  const squares = indices.map((index) => np.square(get(`g${index}`)).sum());
  const norm = np.sqrt(squares.reduce((sum, square) => sum.add(square)));
  const scale = np.minimum(np.reciprocal(np.maximum(norm.ref, 1e-30)).mul(clipNorm), 1);
  const updated = indices.map((index) => {
    const gradient = get(`g${index}`).mul(scale.ref);
    const m = get(`m${index}`)
      .mul(beta1)
      .add(gradient.ref.mul(1 - beta1));
    const v = get(`v${index}`)
      .mul(beta2)
      .add(np.square(gradient).mul(1 - beta2));
    const change = m.ref.div(np.sqrt(v.ref).add(get("offset"))).mul(get("rate"));
    return { nextP: get(`p${index}`).sub(change), nextM: m, nextV: v };
  });
  const next = (name: "nextP" | "nextM" | "nextV") => updated.map((arrays) => arrays[name]);
  return {
    norm,
    ...flattenLists({ nextP: next("nextP"), nextM: next("nextM"), nextV: next("nextV") }),
  };
}

/**
 * The learning rate and epsilon of one step, corrected for the bias of the means towards their initial value 0.
 *
 * @see Kingma & Ba (2015), Adam, end of section 2, https://arxiv.org/abs/1412.6980
 */
export function biasCorrection(
  ort: Ort,
  options: AdamOptions & { readonly step: number; readonly learningRate: number },
) {
  const { step, learningRate, beta1 = BETA1, beta2 = BETA2, epsilon = EPSILON } = options;
  const root = Math.sqrt(1 - beta2 ** step);
  return {
    rate: scalar(ort, (learningRate * root) / (1 - beta1 ** step)),
    offset: scalar(ort, epsilon * root),
  };
}

/** Flattens named lists into one record: `{ p: [x, y] }` becomes `{ p0: x, p1: y }`. */
export function flattenLists<T>(lists: Readonly<Record<string, readonly T[]>>): Record<string, T> {
  const entries = Object.entries(lists).flatMap(([name, values]) =>
    values.map((value, index) => [`${name}${index}`, value] as const),
  );
  return Object.fromEntries(entries);
}

function scalar({ Tensor }: Ort, value: number): Tensor {
  return new Tensor("float32", new Float32Array([value]), []);
}
