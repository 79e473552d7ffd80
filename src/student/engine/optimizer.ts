import { StarError } from "../../errors.js";
import { type AdamOptions, compileUpdate, listed, unbiased } from "./adam.js";
import { type Arrays, compile, type Program, type Tensors } from "./compile.js";
import type { ParameterSet } from "./parameters.js";
import { type JaxArray, loadOrt, type Ort, type Tensor } from "./runtime.js";
import { at, sameShape, sizeOf } from "./shape.js";

/** What the optimizer remembers between steps. Its tensors are freed by the next step. */
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
   * @throws {StarError} `TRAINING_DIVERGED` when that is no finite number; the weights are then as they were.
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
      const inputs = listed({ p: parameters.tensors, g: gradients, m: state.m, v: state.v });
      const factors = unbiased(ort, { ...options, step, learningRate });
      const { norm, p, m, v } = collect(await update.run({ ...inputs, ...factors }), parameters);
      assertFinite(norm, step);
      disposeAll(gradients, state.m, state.v);
      parameters.replace(p);
      state = { step, m, v };
      return norm;
    },
    async accumulate(a, b) {
      sum ??= compileSum(options);
      const results = await (await sum).run(listed({ a, b }));
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
  return compile({ inputs: listed({ a: shapes, b: shapes }), fn, threads });
}

function assertFinite(norm: number, step: number): void {
  if (Number.isFinite(norm)) return;
  throw new StarError("TRAINING_DIVERGED", {
    message: `The norm of the gradients is ${norm} at step ${step}.`,
    remedy: "Lower the learning rate, or lengthen the warm-up.",
  });
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

function disposeAll(...lists: readonly (readonly Tensor[])[]): void {
  for (const tensor of lists.flat()) tensor.dispose();
}

/** Where in a run a learning rate is asked for, and its course. */
export interface Schedule {
  /** Updates made so far, from 0. */
  readonly step: number;
  /** Updates of the whole run. */
  readonly steps: number;
  /** The highest rate. */
  readonly peak: number;
  /** Updates over which the rate rises to its peak. */
  readonly warmup: number;
  /** The share of the run that ends the time at the peak, warm-up included; default 0.3. */
  readonly holdShare?: number | undefined;
  /** The rate at the end, as a share of the peak; default 0.02. */
  readonly floorShare?: number | undefined;
}

/** The learning rate of one update: it rises linearly, stays, and falls along half a cosine. */
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
