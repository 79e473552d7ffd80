import { StarError } from "../../errors.js";
import { type AdamOptions, compileUpdate, flattenLists, biasCorrection } from "./adam.js";
import { type Arrays, compile, type Program, type Tensors } from "./compile.js";
import type { ParameterSet } from "./parameters.js";
import { type JaxArray, loadOrt, type Ort, type Tensor } from "./runtime.js";
import { at, sameShape, sizeOf } from "./shape.js";

/** State of the optimizer between steps. Its tensors are released by the next step. */
export interface OptimizerState {
  /** Number of updates so far. */
  readonly step: number;
  /** Running means of gradients, in the order of the parameters. */
  readonly m: readonly Tensor[];
  /** Running means of squared gradients. */
  readonly v: readonly Tensor[];
}

/** Adam with gradient clipping. */
export interface Optimizer {
  readonly state: OptimizerState;
  /**
   * Makes one update and releases the gradients.
   *
   * @returns The norm of the gradients before clipping.
   * @throws {StarError} `TRAINING_DIVERGED` when the norm is not finite; the weights are then unchanged.
   */
  apply(gradients: readonly Tensor[], learningRate: number): Promise<number>;
  /** Adds two lists of gradients and releases both. */
  accumulate(a: readonly Tensor[], b: readonly Tensor[]): Promise<readonly Tensor[]>;
  /** Resumes from a saved state; the parameters must be those saved with it. */
  restore(state: OptimizerState): void;
  /** Releases the programs and the state. */
  dispose(): Promise<void>;
}

/**
 * Creates an optimizer for a set of parameters.
 *
 * @see Kingma & Ba (2015), Adam, algorithm 1, https://arxiv.org/abs/1412.6980
 */
export async function createOptimizer(options: AdamOptions): Promise<Optimizer> {
  const { parameters } = options;
  const ort = await loadOrt();
  const update = await compileUpdate(options);
  let sum: Promise<Program> | undefined;
  let state: OptimizerState = { step: 0, m: zeros(ort, parameters), v: zeros(ort, parameters) };
  return {
    get state() {
      return state;
    },
    async apply(gradients, learningRate) {
      const step = state.step + 1;
      const inputs = flattenLists({ p: parameters.tensors, g: gradients, m: state.m, v: state.v });
      const factors = biasCorrection(ort, { ...options, step, learningRate });
      const { norm, p, m, v } = collect(await update.run({ ...inputs, ...factors }), parameters);
      assertFinite(norm, step);
      disposeAll(gradients, state.m, state.v);
      parameters.replace(p);
      state = { step, m, v };
      return norm;
    },
    async accumulate(a, b) {
      sum ??= compileSum(options);
      const results = await (await sum).run(flattenLists({ a, b }));
      disposeAll(a, b);
      return parameters.names.map((_, index) => results[`sum${index}`] as Tensor);
    },
    restore(saved) {
      assertFitsParameters(saved, parameters);
      disposeAll(state.m, state.v);
      state = saved;
    },
    async dispose() {
      disposeAll(state.m, state.v);
      await Promise.all([update.dispose(), (await sum)?.dispose()]);
    },
  };
}

function collect(results: Tensors, { names }: ParameterSet) {
  const list = (kind: string) => names.map((_, index) => results[`${kind}${index}`] as Tensor);
  const norm = Number(results["norm"]?.data[0]);
  return { norm, p: list("nextP"), m: list("nextM"), v: list("nextV") };
}

async function compileSum({ parameters, threads }: AdamOptions): Promise<Program> {
  const { names, shapes } = parameters;
  const fn = (arrays: Arrays) =>
    Object.fromEntries(
      names.map((_, index) => {
        const [a, b] = [arrays[`a${index}`], arrays[`b${index}`]] as [JaxArray, JaxArray];
        return [`sum${index}`, a.add(b)];
      }),
    );
  return compile({ inputs: flattenLists({ a: shapes, b: shapes }), fn, threads });
}

function assertFinite(norm: number, step: number): void {
  if (Number.isFinite(norm)) return;
  throw new StarError("TRAINING_DIVERGED", {
    message: `The norm of the gradients is ${norm} at step ${step}.`,
    remedy: "Lower the learning rate or use more warm-up steps.",
  });
}

function assertFitsParameters({ m, v }: OptimizerState, { names, shapes }: ParameterSet): void {
  for (const list of [m, v]) {
    const misfit = names.findIndex(
      (_, index) => !sameShape(list[index]?.dims ?? [-1], at(shapes, index)),
    );
    if (misfit === -1 && list.length === names.length) continue;
    throw new StarError("INVALID_ARGUMENT", {
      message: `The optimizer state does not fit the parameter "${names[misfit] ?? names.at(-1)}".`,
      remedy: "Restore the parameters and the optimizer state of the same checkpoint.",
    });
  }
}

function zeros({ Tensor }: Ort, { shapes }: ParameterSet): Tensor[] {
  return shapes.map((shape) => new Tensor("float32", new Float32Array(sizeOf(shape)), shape));
}

function disposeAll(...lists: readonly (readonly Tensor[])[]): void {
  for (const tensor of lists.flat()) tensor.dispose();
}

/** A learning-rate schedule and a step in it. */
export interface Schedule {
  /** Number of updates so far, from 0. */
  readonly step: number;
  /** Number of updates of the whole run. */
  readonly steps: number;
  /** Maximum learning rate. */
  readonly peak: number;
  /** Number of warm-up updates. */
  readonly warmup: number;
  /** Share of the run, including warm-up, after which the rate begins to fall; default 0.3. */
  readonly holdShare?: number | undefined;
  /** Final rate as a share of the peak; default 0.02. */
  readonly floorShare?: number | undefined;
}

/** The learning rate of one update: linear warm-up, constant, then half a cosine. */
export function learningRateAt({
  step,
  steps,
  peak,
  warmup,
  holdShare = 0.3,
  floorShare = 0.02,
}: Schedule): number {
  const rise = Math.min(1, (step + 1) / Math.max(1, warmup));
  const done = Math.min(1, Math.max(0, (step / steps - holdShare) / (1 - holdShare)));
  const fall = floorShare + (1 - floorShare) * 0.5 * (1 + Math.cos(Math.PI * done));
  return peak * rise * fall;
}
