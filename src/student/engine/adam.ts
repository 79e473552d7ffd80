import { type Arrays, compile, type Program } from "./compile.js";
import type { ParameterSet } from "./parameters.js";
import { type Jax, type JaxArray, loadJax, type Ort, type Tensor } from "./runtime.js";

/** How Adam moves which weights. */
export interface AdamOptions {
  /** The weights to train, replaced in place at every step. */
  readonly parameters: ParameterSet;
  /** How slowly the mean of gradients forgets; default 0.9. */
  readonly beta1?: number | undefined;
  /** How slowly the mean of squared gradients forgets; default 0.98. */
  readonly beta2?: number | undefined;
  /** Added to the root of the mean square; default 1e-8. */
  readonly epsilon?: number | undefined;
  /** Gradients whose norm over all parameters is larger are scaled down to it; default 1. */
  readonly clipNorm?: number | undefined;
  readonly threads?: number | undefined;
}

const BETA1 = 0.9;
const BETA2 = 0.98;
const EPSILON = 1e-8;

/** Compiles the update of all parameters, clipping included. */
export async function compileUpdate(options: AdamOptions): Promise<Program> {
  const { parameters, threads } = options;
  const jax = await loadJax();
  const { shapes } = parameters;
  const inputs = {
    ...listed({ p: shapes, g: shapes, m: shapes, v: shapes }),
    rate: [],
    offset: [],
  };
  return compile({ inputs, fn: (arrays) => updateAll(jax, options, arrays), threads });
}

function updateAll(jax: Jax, options: AdamOptions, arrays: Arrays): Arrays {
  const { parameters, beta1 = BETA1, beta2 = BETA2, clipNorm = 1 } = options;
  const { numpy: np } = jax;
  const get = (name: string) => (arrays[name] as JaxArray).ref;
  const places = parameters.names.map((_, index) => index);
  const squares = places.map((index) => np.square(get(`g${index}`)).sum());
  const norm = np.sqrt(squares.reduce((sum, square) => sum.add(square)));
  const scale = np.minimum(np.reciprocal(np.maximum(norm.ref, 1e-30)).mul(clipNorm), 1);
  const updated = places.map((index) => {
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
  return { norm, ...listed({ nextP: next("nextP"), nextM: next("nextM"), nextV: next("nextV") }) };
}

/** What changes from step to step. The means start at 0; the rate and what is added to the root undo that (section 2 of the paper, at its end). */
export function unbiased(
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

/** Lists as one record: `{ p: [x, y] }` becomes `{ p0: x, p1: y }`. */
export function listed<T>(lists: Readonly<Record<string, readonly T[]>>): Record<string, T> {
  const entries = Object.entries(lists).flatMap(([name, values]) =>
    values.map((value, index) => [`${name}${index}`, value] as const),
  );
  return Object.fromEntries(entries);
}

function scalar({ Tensor }: Ort, value: number): Tensor {
  return new Tensor("float32", new Float32Array([value]), []);
}
