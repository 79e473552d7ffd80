import { StarError } from "../../errors.js";
import { type Arrays, compile, type Program } from "./compile.js";
import type { ParameterSet } from "./parameters.js";
import { type Jax, type JaxArray, loadJax, loadOrt, type Ort, type Tensor } from "./runtime.js";
import { at, sameShape, sizeOf } from "./shape.js";

export interface OptimizerOptions {
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

/** What the optimizer remembers between steps. */
export interface OptimizerState {
  /** Updates made so far. */
  readonly step: number;
  /** Running means of gradients, in the order of the parameters. */
  readonly m: readonly Tensor[];
  /** Running means of squared gradients. */
  readonly v: readonly Tensor[];
}

/** Adam with clipping. One program serves all buckets, since parameters keep their shapes. */
export interface Optimizer {
  readonly state: OptimizerState;
  /**
   * Makes one update and frees the gradients.
   *
   * @returns The norm of the gradients before clipping.
   */
  apply(gradients: readonly Tensor[], learningRate: number): Promise<number>;
  /** The sum of two lists of gradients; both are freed. */
  accumulate(a: readonly Tensor[], b: readonly Tensor[]): Promise<readonly Tensor[]>;
  /** Goes on from a state that was kept, with the parameters that belong to it. */
  restore(state: OptimizerState): void;
  dispose(): Promise<void>;
}

/**
 * Creates an optimizer for a set of parameters.
 *
 * @see Kingma & Ba (2015), Adam, algorithm 1, https://arxiv.org/abs/1412.6980
 */
export async function createOptimizer(options: OptimizerOptions): Promise<Optimizer> {
  const { parameters, beta1 = 0.9, beta2 = 0.98, threads } = options;
  const ort = await loadOrt();
  const update = await compileUpdate(options);
  const sum = await compileSum(parameters, threads);
  let state: OptimizerState = { step: 0, m: zeros(ort, parameters), v: zeros(ort, parameters) };
  return {
    get state() {
      return state;
    },
    async apply(gradients, learningRate) {
      const step = state.step + 1;
      const results = await update.run({
        ...listed({ p: parameters.tensors, g: gradients, m: state.m, v: state.v }),
        rate: scalar(ort, learningRate),
        // The means start at 0; these undo it.
        unbiasM: scalar(ort, 1 / (1 - beta1 ** step)),
        unbiasV: scalar(ort, 1 / (1 - beta2 ** step)),
      });
      disposeAll(gradients, state.m, state.v);
      const list = (name: string) =>
        parameters.names.map((_, index) => results[`${name}${index}`] as Tensor);
      parameters.replace(list("nextP"));
      state = { step, m: list("nextM"), v: list("nextV") };
      return Number(results["norm"]?.data[0]);
    },
    async accumulate(a, b) {
      const results = await sum.run(listed({ a, b }));
      disposeAll(a, b);
      return parameters.names.map((_, index) => results[`sum${index}`] as Tensor);
    },
    restore(kept) {
      assertBelongs(kept, parameters);
      disposeAll(state.m, state.v);
      state = kept;
    },
    async dispose() {
      disposeAll(state.m, state.v);
      await Promise.all([update.dispose(), sum.dispose()]);
    },
  };
}

async function compileUpdate(options: OptimizerOptions): Promise<Program> {
  const { parameters, threads } = options;
  const jax = await loadJax();
  const { shapes } = parameters;
  const inputs = {
    ...listed({ p: shapes, g: shapes, m: shapes, v: shapes }),
    rate: [],
    unbiasM: [],
    unbiasV: [],
  };
  return compile({ inputs, fn: (arrays) => updateAll(jax, options, arrays), threads });
}

function updateAll(jax: Jax, options: OptimizerOptions, arrays: Arrays): Arrays {
  const { parameters, beta1 = 0.9, beta2 = 0.98, epsilon = 1e-8, clipNorm = 1 } = options;
  const { numpy: np } = jax;
  const get = (name: string) => (arrays[name] as JaxArray).ref;
  const places = parameters.names.map((_, index) => index);
  const squares = places.map((index) => np.square(get(`g${index}`)).sum());
  const norm = np.sqrt(squares.reduce((sum, square) => sum.add(square)));
  const scale = np.minimum(np.reciprocal(np.maximum(norm.ref, 1e-30)).mul(clipNorm), 1);
  const updated = places.flatMap((index) => {
    const gradient = get(`g${index}`).mul(scale.ref);
    const m = get(`m${index}`)
      .mul(beta1)
      .add(gradient.ref.mul(1 - beta1));
    const v = get(`v${index}`)
      .mul(beta2)
      .add(np.square(gradient).mul(1 - beta2));
    const root = np.sqrt(v.ref.mul(get("unbiasV"))).add(epsilon);
    const change = m.ref.mul(get("unbiasM")).div(root).mul(get("rate"));
    return Object.entries({ nextP: get(`p${index}`).sub(change), nextM: m, nextV: v }).map(
      ([name, array]) => [`${name}${index}`, array] as const,
    );
  });
  return { norm, ...Object.fromEntries(updated) };
}

async function compileSum(
  { names, shapes }: ParameterSet,
  threads: number | undefined,
): Promise<Program> {
  const fn = (arrays: Arrays) =>
    Object.fromEntries(
      names.map((_, index) => {
        const [a, b] = [arrays[`a${index}`], arrays[`b${index}`]] as [JaxArray, JaxArray];
        return [`sum${index}`, a.add(b)];
      }),
    );
  return compile({ inputs: listed({ a: shapes, b: shapes }), fn, threads });
}

/** Lists as one record: `{ p: [x, y] }` becomes `{ p0: x, p1: y }`. */
function listed<T>(lists: Readonly<Record<string, readonly T[]>>): Record<string, T> {
  const entries = Object.entries(lists).flatMap(([name, values]) =>
    values.map((value, index) => [`${name}${index}`, value] as const),
  );
  return Object.fromEntries(entries);
}

function assertBelongs({ m, v }: OptimizerState, { names, shapes }: ParameterSet): void {
  for (const list of [m, v]) {
    const misfit = names.findIndex(
      (_, index) => !sameShape(list[index]?.dims ?? [-1], at(shapes, index)),
    );
    if (misfit === -1 && list.length === names.length) continue;
    throw new StarError("INVALID_ARGUMENT", {
      message: `The optimizer's memory does not fit the parameter "${names[misfit] ?? names.at(-1)}".`,
      remedy: "Restore it together with the parameters it was kept with.",
    });
  }
}

function zeros({ Tensor }: Ort, { shapes }: ParameterSet): Tensor[] {
  return shapes.map((shape) => new Tensor("float32", new Float32Array(sizeOf(shape)), shape));
}

function scalar({ Tensor }: Ort, value: number): Tensor {
  return new Tensor("float32", new Float32Array([value]), []);
}

function disposeAll(...lists: readonly (readonly Tensor[])[]): void {
  for (const tensor of lists.flat()) tensor.dispose();
}
